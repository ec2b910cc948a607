/**
 * An entry of BullMQ's queue. Every time a job is queued it gets a new entry, with the next number; its record has the number
 * of the newest as `turn`. An earlier entry is stale, and whoever takes it drops it.
 */
export interface QueueEntry {
  readonly jobId: string;
  readonly number: number;
}

/** BullMQ's id of an entry: `job_01J….3`. */
export function entryId({ jobId, number }: QueueEntry): string {
  return `${jobId}.${number}`;
}

export function parseEntryId(id: string): QueueEntry {
  const [jobId = '', number] = id.split('.');
  return { jobId, number: Number(number) };
}

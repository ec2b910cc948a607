/**
 * An entry of BullMQ's queue stands for one turn of a job: every time a job is queued, it gets a new turn and a new
 * entry. An entry of an earlier turn is stale, and whoever takes it drops it.
 */
export interface QueueEntry {
  readonly jobId: string;
  readonly turn: number;
}

/** BullMQ's id of an entry: `job_01J….3`. */
export function entryId({ jobId, turn }: QueueEntry): string {
  return `${jobId}.${turn}`;
}

export function parseEntryId(id: string): QueueEntry {
  const [jobId = '', turn] = id.split('.');
  return { jobId, turn: Number(turn) };
}

import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { JobEvent } from '../../contracts/event.js';
import type { ArtifactStore } from '../../storage/artifact-store.js';
import { type LoggedEvent, loggedEvent } from './logged-event.js';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Chunk k of a job's archive holds the events of k × CHUNK + 1 to (k + 1) × CHUNK; the last may hold fewer. */
export const CHUNK = 4_096;

/** One object of a job's archive. Its name says all of this, so that a listing is the whole index. */
export interface Chunk {
  readonly first: number;
  readonly last: number;
  /**
   * The lowest step that its events go on from: what was logged earlier of later steps is superseded. Infinity if they
   * say nothing of steps.
   */
  readonly goesOnFrom: number;
}

const NAME = /^(\d+)-(\d+)(?:-from-(\d+))?\.ndjson\.gz$/;

/**
 * The older events of jobs, in the artifact store: `jobs/<id>/events/<first>-<last>-from-<step>.ndjson.gz`, one event a
 * line. Events never change, so whoever archives them, and however often, writes the same bytes.
 */
export class EventArchive {
  constructor(private readonly store: ArtifactStore) {}

  /** All chunks, in order. Of chunks that begin alike, the longest holds the others. */
  async chunks(jobId: string): Promise<Chunk[]> {
    const found = new Map<number, Chunk>();
    for (const name of await this.store.children(folderOf(jobId))) {
      const [, first, last, goesOnFrom] = NAME.exec(name) ?? [];
      if (first === undefined || last === undefined) continue;
      const chunk = {
        first: Number(first),
        last: Number(last),
        goesOnFrom: goesOnFrom === undefined ? Number.POSITIVE_INFINITY : Number(goesOnFrom),
      };
      if (chunk.last > (found.get(chunk.first)?.last ?? 0)) found.set(chunk.first, chunk);
    }
    return [...found.values()].sort((a, b) => a.first - b.first);
  }

  /** A chunk's events, in order. */
  async read(jobId: string, chunk: Chunk): Promise<LoggedEvent[]> {
    const bytes = await this.store.get(keyOf(jobId, chunk));
    if (bytes) return (await decompress(bytes)).toString().trimEnd().split('\n').map(loggedEvent);
    // It has grown since it was listed, or it is lost.
    const grown = (await this.chunks(jobId)).find(({ first, last }) => first === chunk.first && last > chunk.last);
    if (!grown) throw lost(jobId, chunk);
    return (await this.read(jobId, grown)).filter(({ seq }) => seq <= chunk.last);
  }

  /**
   * Adds events to the last chunk, or begins one.
   * @param open the last chunk, if it isn't full
   * @param events the next ones, in order, no more than the chunk has room for
   * @returns the chunk, which is durable now
   * @throws Error if somebody else has added to the last chunk
   */
  async append(jobId: string, open: Chunk | undefined, events: readonly LoggedEvent[]): Promise<Chunk> {
    const [head, tail] = [events[0] as LoggedEvent, events.at(-1) as LoggedEvent];
    const goesOnFrom = Math.min(
      open?.goesOnFrom ?? Number.POSITIVE_INFINITY,
      ...events.map(({ json }) => stepBefore(JSON.parse(json))),
    );
    const chunk: Chunk = { first: open?.first ?? head.seq, last: tail.seq, goesOnFrom };
    // A gzip file may have several members, one after the other.
    const member = await compress(events.map(({ json }) => `${json}\n`).join(''));
    const before = open ? await this.store.get(keyOf(jobId, open)) : Buffer.alloc(0);
    if (!before) throw lost(jobId, chunk);
    await this.store.put(keyOf(jobId, chunk), Buffer.concat([before, member]));
    if (open) await this.store.remove(keyOf(jobId, open));
    return chunk;
  }

  /** Removes all events after one, where the archive has got further than the log that it is to follow. */
  async cut(jobId: string, last: number): Promise<void> {
    for (const chunk of (await this.chunks(jobId)).filter((each) => each.last > last)) {
      const kept = (await this.read(jobId, chunk)).filter(({ seq }) => seq <= last);
      if (kept.length > 0) await this.append(jobId, undefined, kept);
      await this.store.remove(keyOf(jobId, chunk));
    }
  }
}

/** The step that an event goes on from: the one before a step, the checkpoint of an attempt; else Infinity. */
export function stepBefore(event: JobEvent): number {
  if (event.type === 'step') return event.data.step - 1;
  return event.type === 'state' ? (event.data.fromStep ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
}

function folderOf(jobId: string): string {
  return `jobs/${jobId}/events`;
}

function keyOf(jobId: string, { first, last, goesOnFrom }: Chunk): string {
  const from = Number.isFinite(goesOnFrom) ? `-from-${goesOnFrom}` : '';
  return `${folderOf(jobId)}/${first}-${last}${from}.ndjson.gz`;
}

function lost(jobId: string, { first, last }: Chunk): Error {
  return new Error(`the archive of ${jobId} has no events ${first} to ${last}`);
}

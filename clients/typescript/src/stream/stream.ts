import { ConnectionError } from '../errors.js';
import { backOff, pause } from '../pause.js';
import type { Gap, Hello, JobEvent } from '../types.js';
import type { Connect, Ending } from './connection.js';

export interface StreamOptions {
  /** Only events with a greater `seq` come: the last one that was seen. 0 by default, for all from the first. */
  readonly after?: number | undefined;
  /** Ends the loop: it throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /**
   * `fill`, the default: events that the service left out, because they are old or the client was slow, are read from the
   * job's history, so that every number comes. `tell`: a `gap` comes in their place.
   */
  readonly gaps?: 'fill' | 'tell' | undefined;
  /** Hears of the job as it is at each connection, before the events that come with it. */
  readonly onHello?: ((hello: Hello) => void) | undefined;
  /**
   * Connections in a row that tell nothing, not even a heartbeat, before the loop gives up and throws; 20 by default, some
   * three minutes.
   */
  readonly reconnects?: number | undefined;
}

/** Reads events of the history, from one number to another. */
export type ReadHistory = (from: number, to: number) => AsyncIterable<JobEvent>;

/**
 * The events of a job, each once and in order, through whatever happens to the connection, until the job has ended.
 * @throws AtelierError if the service refuses, ConnectionError if it stays away
 */
export async function* follow(
  connect: Connect,
  history: ReadHistory,
  { after = 0, signal = new AbortController().signal, gaps = 'fill', onHello, reconnects = 20 }: StreamOptions,
): AsyncGenerator<JobEvent | Gap, void> {
  let last = after;
  let failures = 0;
  for (;;) {
    const connection = connect(last, signal);
    let ending: Ending | undefined;
    try {
      while (!ending) {
        signal.throwIfAborted();
        const { done, value } = await connection.next();
        if (done) {
          ending = value;
        } else if (value.type === 'hello') {
          onHello?.(value);
        } else if (value.type === 'heartbeat') {
          // It was a good connection, though the job had nothing to tell, such as while it waits for its turn.
          failures = 0;
        } else if (value.type === 'gap') {
          failures = 0;
          const { from, to } = value.data;
          if (to <= last) continue;
          if (gaps === 'tell') {
            last = to;
            yield value;
          } else {
            for await (const event of history(Math.max(from, last + 1), to)) {
              last = event.seq;
              yield event;
            }
          }
        } else if (value.seq > last) {
          failures = 0;
          last = value.seq;
          yield value;
        }
      }
    } finally {
      // Also when the loop is left in its middle.
      await connection.return({ kind: 'ended' });
    }
    if (ending.kind === 'ended') return;
    if (ending.kind === 'refused') throw ending.error;
    if (failures >= reconnects) {
      throw new ConnectionError(`The stream was lost, and ${failures} connections in a row told nothing.`, {
        cause: ending.cause,
      });
    }
    await pause(Math.max(ending.waitMs ?? 0, backOff(failures)), signal);
    failures += 1;
  }
}

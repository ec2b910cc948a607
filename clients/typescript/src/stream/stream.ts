import { AtelierError, ConnectionError } from '../errors.js';
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
  /** Hears why a connection was lost that had told something, before it is tried again. */
  readonly onLost?: ((cause: unknown) => void) | undefined;
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
  { after = 0, signal = new AbortController().signal, gaps = 'fill', onHello, onLost, reconnects = 20 }: StreamOptions,
): AsyncGenerator<JobEvent | Gap, void> {
  let last = after;
  let failures = 0;
  let known = false;
  let connected = false;
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
          known = true;
          connected = true;
          onHello?.(value);
        } else if (value.type === 'heartbeat') {
          // It was a good connection, though the job had nothing to tell, such as while it waits for its turn.
          failures = 0;
        } else if (value.type === 'gap') {
          const { from, to } = value.data;
          if (to <= last) continue;
          if (gaps === 'tell') {
            failures = 0;
            last = to;
            yield value;
          } else {
            try {
              for await (const event of history(Math.max(from, last + 1), to)) {
                failures = 0;
                last = event.seq;
                yield event;
              }
            } catch (cause) {
              ending = lostWith(cause);
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
    // While the service is being restarted, a proxy has answers of its own, such as a 404.
    if (ending.kind === 'refused' && !(known && ending.error.code === 'unknown')) throw ending.error;
    const cause = ending.kind === 'refused' ? ending.error : ending.cause;
    if (connected) onLost?.(cause);
    connected = false;
    if (failures >= reconnects) {
      throw new ConnectionError(`The stream was lost, and ${failures} connections in a row told nothing.`, {
        cause,
      });
    }
    await pause(Math.max((ending.kind === 'lost' && ending.waitMs) || 0, backOff(failures)), signal);
    failures += 1;
  }
}

/** That a connection is lost since the history can't be read now. @throws what it was refused with */
function lostWith(cause: unknown): Ending {
  const passes =
    cause instanceof AtelierError ? cause.code === 'unknown' || cause.status >= 500 : cause instanceof ConnectionError;
  if (!passes) throw cause;
  return { kind: 'lost', cause };
}

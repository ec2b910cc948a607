import type { FastifyReply } from 'fastify';
import { AtelierError } from '../errors.js';

/** A client that takes nothing of its answer for so long is dropped, in ms. */
const STALLED_MS = 60_000;

/** Aborted when the client has gone away before it had its whole answer, or takes no more of it. */
export function disconnectSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  const left = () => {
    if (!raw.writableFinished) gone.abort(new AtelierError('client_gone', 'The client has gone away.'));
  };
  if (raw.destroyed) left();
  else raw.once('close', left);
  raw.setTimeout(STALLED_MS, () => {
    if (raw.writableNeedDrain) raw.destroy();
  });
  return gone.signal;
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RequestCounts } from '../../access/request-counts.js';
import { AtelierError } from '../../errors.js';

/**
 * Counts a request for its key, or for its address if it has none, and tells its sender where that leaves them.
 * (`@fastify/rate-limit` would do the same with a store of ours, for a tenth of what a look at a job costs in all.)
 * @param perMinute requests; 0 for no limit
 * @returns the refusal of one too many
 */
export function countRequest(
  counts: RequestCounts,
  perMinute: number,
  { caller, ip }: FastifyRequest,
  reply: FastifyReply,
): AtelierError | null {
  if (perMinute === 0) return null;
  const { current, ttl } = counts.add(caller.key ?? ip);
  const seconds = Math.ceil(ttl / 1_000);
  reply.header('ratelimit-limit', perMinute);
  reply.header('ratelimit-remaining', Math.max(0, perMinute - current));
  reply.header('ratelimit-reset', seconds);
  if (current <= perMinute) return null;
  const message = `No more than ${perMinute} requests a minute are served; Retry-After says when there are more.`;
  return new AtelierError('rate_limited', message, { retryAfterSeconds: seconds });
}

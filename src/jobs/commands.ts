/**
 * The steps on a job that must be atomic, as Lua run by Redis. A step that carries an attempt is fenced: if the job has
 * moved on to a later attempt, nothing is written.
 */
import type { Redis, Result } from 'ioredis';

/**
 * Changes a job's record and appends an event, if the job's state and attempt allow it.
 *
 * KEYS  1 the job's hash   2 its events
 * ARGV  1 the attempt that writes, or ''   2 states it may be in, separated by commas   3 the live channel
 *       4 the event's type, or '' for none   5 its time   6 its data as JSON   7… fields and values for the hash
 * Returns {'ok', seq, state} or {'missing'}, {'stale', attempt} or {'conflict', state} with nothing written.
 */
const COMMIT = `
local job = redis.call('HMGET', KEYS[1], 'state', 'attempt', 'seq')
local state, attempt = job[1], job[2]
if not state then return {'missing', ''} end
if ARGV[1] ~= '' and ARGV[1] ~= attempt then return {'stale', attempt} end
if not string.find(',' .. ARGV[2] .. ',', ',' .. state .. ',', 1, true) then return {'conflict', state} end
if #ARGV > 6 then redis.call('HSET', KEYS[1], unpack(ARGV, 7)) end
local seq = tonumber(job[3])
if ARGV[4] ~= '' then
  seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
  local event = '{"seq":' .. seq .. ',"type":"' .. ARGV[4] .. '","at":"' .. ARGV[5] .. '","data":' .. ARGV[6] .. '}'
  redis.call('XADD', KEYS[2], seq .. '-0', 'event', event)
  redis.call('PUBLISH', ARGV[3], event)
end
return {'ok', seq, redis.call('HGET', KEYS[1], 'state')}
`;

export type CommitReply = ['ok', number, string] | ['missing', string] | ['stale', string] | ['conflict', string];

declare module 'ioredis' {
  interface RedisCommander<Context> {
    atelierCommit(job: string, events: string, ...args: string[]): Result<CommitReply, Context>;
  }
}

/** Teaches a connection the commands above. */
export function defineCommands(redis: Redis): void {
  redis.defineCommand('atelierCommit', { numberOfKeys: 2, lua: COMMIT });
}

import type { Redis } from 'ioredis';
import { keys } from '../../redis/keys.js';
import { type LoggedEvent, loggedEvent } from './logged-event.js';

/** Events read from Redis at once where all are wanted. */
const PAGE = 1_000;

/** The newest events of jobs, in Redis. Those that were trimmed are in the archive. */
export class EventLog {
  constructor(private readonly redis: Redis) {}

  /** Events with seq > after, at most `limit`, in order. */
  async after(jobId: string, after: number, limit: number): Promise<LoggedEvent[]> {
    const entries = await this.redis.xrange(keys.events(jobId), `${after + 1}-0`, '+', 'COUNT', limit);
    return entries.map(([, fields]) => loggedEvent(fields[1] as string));
  }

  /** All events with after < seq <= upTo that Redis has, in order. */
  async range(jobId: string, after = 0, upTo = Number.POSITIVE_INFINITY): Promise<LoggedEvent[]> {
    const events: LoggedEvent[] = [];
    for (let last = after; last < upTo; ) {
      const page = await this.after(jobId, last, Math.min(PAGE, upTo - last));
      events.push(...page.filter(({ seq }) => seq <= upTo));
      last = page.length < PAGE ? upTo : (page.at(-1) as LoggedEvent).seq;
    }
    return events;
  }

  /** @returns the number of the oldest event that Redis has, or undefined if it has none */
  async firstSeq(jobId: string): Promise<number | undefined> {
    return (await this.after(jobId, 0, 1))[0]?.seq;
  }

  /** @returns the number of a job's last event; 0 if there is no such job */
  async lastSeq(jobId: string): Promise<number> {
    return Number(await this.redis.hget(keys.job(jobId), 'seq'));
  }

  /** Forgets the events up to a number; they must be in the archive. */
  async trim(jobId: string, upTo: number): Promise<void> {
    await this.redis.xtrim(keys.events(jobId), 'MINID', `${upTo + 1}-0`);
  }
}

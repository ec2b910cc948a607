import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Ticket } from '../contracts/access.js';
import { keys } from '../redis/keys.js';
import type { Caller } from './caller.js';
import { hashOf, newSecret } from './key-text.js';

/** A browser opens its stream at once. */
export const TICKET_SECONDS = 30;

const grantSchema = z.object({ key: z.string().nullable(), workspace: z.string(), job: z.string() });
/** What a ticket is good for. */
export type Grant = z.infer<typeof grantSchema>;

/**
 * Tickets for streams: a browser can't put a key into a WebSocket's headers, and a key in an address would end up in
 * histories and logs. A ticket in an address does no harm there: it was used by then.
 */
export class Tickets {
  constructor(private readonly redis: Redis) {}

  async issue({ key, workspace }: Caller, job: string): Promise<Ticket> {
    const ticket = newSecret();
    const grant: Grant = { key, workspace, job };
    await this.redis.set(nameOf(ticket), JSON.stringify(grant), 'EX', TICKET_SECONDS);
    return { ticket, expiresAt: new Date(Date.now() + TICKET_SECONDS * 1_000).toISOString() };
  }

  /** @returns what the ticket is good for, once; undefined if it is expired, used or none */
  async redeem(ticket: string): Promise<Grant | undefined> {
    const json = await this.redis.getdel(nameOf(ticket));
    return json === null ? undefined : grantSchema.parse(JSON.parse(json));
  }
}

/** Whoever can read Redis can't use what is there. */
function nameOf(ticket: string): string {
  return keys.ticket(hashOf(ticket).toString('hex'));
}

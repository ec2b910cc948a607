import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Quota } from '../contracts/quota.js';
import { ApiKeys } from './api-keys.js';
import { AuditLog } from './audit-log.js';
import { Authenticator } from './authenticator.js';
import { Quotas } from './quotas.js';
import { RequestCounts } from './request-counts.js';
import { Tickets } from './tickets.js';

/** Who may do what, and how much of it: all that one API process needs for that. */
export interface Access {
  readonly apiKeys: ApiKeys;
  readonly authenticator: Authenticator;
  readonly tickets: Tickets;
  readonly audit: AuditLog;
  readonly quotas: Quotas;
  readonly requestCounts: RequestCounts;
  close(): Promise<void>;
}

/** @param notices a connection of its own, for what is told of keys */
export async function openAccess(
  { redis, notices }: { readonly redis: Redis; readonly notices: Redis },
  quotas: Readonly<Record<string, Quota>>,
  logger: Pick<Logger, 'info' | 'warn'>,
): Promise<Access> {
  const apiKeys = new ApiKeys(redis);
  const authenticator = new Authenticator(apiKeys, notices, logger);
  await authenticator.start();
  const requestCounts = new RequestCounts(redis);
  return {
    apiKeys,
    authenticator,
    tickets: new Tickets(redis),
    audit: new AuditLog(redis, logger),
    quotas: new Quotas(redis, quotas),
    requestCounts,
    close: async () => {
      requestCounts.close();
      await authenticator.close();
    },
  };
}

import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { AuditEntry } from '../contracts/access.js';
import { keys } from '../redis/keys.js';

/** Entries kept of a workspace, or a few more: some megabytes. The process's log has them too, for longer. */
const MAX_ENTRIES = 10_000;

export type NewAuditEntry = Omit<AuditEntry, 'id' | 'at'>;

/** Who did what in a workspace: in Redis for those who ask, and in the log. */
export class AuditLog {
  constructor(
    private readonly redis: Redis,
    private readonly logger: Pick<Logger, 'info' | 'warn'>,
  ) {}

  /** Never fails: what was done is done, and the log has it in any case. */
  async add(workspace: string, entry: NewAuditEntry): Promise<void> {
    const { requestId, ...told } = entry;
    this.logger.info({ audit: { workspace, ...told }, reqId: requestId }, 'audit');
    const json = JSON.stringify({ at: new Date().toISOString(), ...entry });
    try {
      await this.redis.xadd(keys.audit(workspace), 'MAXLEN', '~', MAX_ENTRIES, '*', 'entry', json);
    } catch (error) {
      this.logger.warn({ err: error }, 'an entry of the audit log is in this log only');
    }
  }

  /** Newest first. @param before an entry's id: only older ones are listed */
  async list(
    workspace: string,
    { limit, before }: { limit: number; before?: string | undefined },
  ): Promise<AuditEntry[]> {
    const from = before === undefined ? '+' : `(${before}`;
    const entries = await this.redis.xrevrange(keys.audit(workspace), from, '-', 'COUNT', limit);
    return entries.map(([id, [, json]]) => ({ id, ...(JSON.parse(json as string) as Omit<AuditEntry, 'id'>) }));
  }
}

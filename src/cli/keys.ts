import { type Command, InvalidArgumentError } from 'commander';
import type { Redis } from 'ioredis';
import { ApiKeys } from '../access/api-keys.js';
import { AuditLog, type NewAuditEntry } from '../access/audit-log.js';
import { refuseIdleScopes } from '../access/caller.js';
import { readConfig } from '../config.js';
import { type ApiKey, DEFAULT_WORKSPACE, type Scope, scopes, workspaceNameSchema } from '../contracts/access.js';
import { createCommandLogger } from '../logger.js';
import { withRedis } from './redis.js';

/** Adds `atelier keys …`: in Redis itself, so that there can be a first key, and one where none is known any more. */
export function addKeyCommands(program: Command): void {
  const keys = program.command('keys').description('manage API keys, in the Redis of REDIS_URL or DATA_DIR');

  keys
    .command('create <name>')
    .description('create a key and write it to standard output; it cannot be read again')
    .option('--workspace <workspace>', 'what it gives access to', workspaceName, DEFAULT_WORKSPACE)
    .option('--scopes <scopes>', `what it may do: ${scopes.join(', ')}`, scopeList, ['read'] as Scope[])
    .action(async (name: string, { workspace, scopes }: { workspace: string; scopes: Scope[] }) => {
      refuseIdleScopes({ workspace, scopes });
      await inRedis(async (apiKeys, audit) => {
        const created = await apiKeys.create({ name, workspace, scopes });
        await audit.add(workspace, entryOf('create', created.id));
        process.stdout.write(`${created.key}\n`);
      });
    });

  keys
    .command('list')
    .description('list keys: id, workspace, scopes, when it was last used, name')
    .option('--workspace <workspace>', 'only keys of this one', workspaceName)
    .action(async ({ workspace }: { workspace?: string }) => {
      await inRedis(async (apiKeys) => {
        for (const key of await apiKeys.list(workspace)) print(key);
      });
    });

  keys
    .command('revoke <id>')
    .description('revoke a key: at once, and its streams are closed')
    .action(async (id: string) => {
      await inRedis(async (apiKeys, audit) => {
        const { workspace } = await apiKeys.revoke(id);
        await audit.add(workspace, entryOf('revoke', id));
        process.stdout.write(`${id} revoked\n`);
      });
    });
}

async function inRedis(use: (apiKeys: ApiKeys, audit: AuditLog) => Promise<void>): Promise<void> {
  const logger = createCommandLogger();
  await withRedis(readConfig(process.env), logger, (redis: Redis) =>
    use(new ApiKeys(redis), new AuditLog(redis, logger)),
  );
}

function entryOf(what: string, target: string): NewAuditEntry {
  return { key: null, action: `atelier keys ${what}`, target, status: null, requestId: null, address: null };
}

function print({ id, workspace, scopes, lastUsedAt, name }: ApiKey): void {
  process.stdout.write(`${id} ${workspace} ${scopes.join(',')} ${lastUsedAt ?? 'never'} ${name}\n`);
}

function workspaceName(text: string): string {
  if (workspaceNameSchema.safeParse(text).success) return text;
  throw new InvalidArgumentError('A workspace has lower-case letters, digits and inner hyphens, at most 63.');
}

function scopeList(text: string): Scope[] {
  const given = text.split(',').map((scope) => scope.trim());
  const unknown = given.find((scope) => !scopes.some((known) => known === scope));
  if (unknown !== undefined) throw new InvalidArgumentError(`${unknown} is no scope; there are ${scopes.join(', ')}.`);
  return given as Scope[];
}

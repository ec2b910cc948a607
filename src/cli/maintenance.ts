import { type Command, InvalidArgumentError } from 'commander';
import type { Logger } from 'pino';
import { type Config, namedStore, readConfig, storeLocation } from '../config.js';
import { DEFAULT_WORKSPACE } from '../contracts/access.js';
import { JobFiles } from '../jobs/records/job-files.js';
import { JobStore } from '../jobs/records/job-store.js';
import { liveWorkers } from '../jobs/workers/heartbeats.js';
import { createCommandLogger } from '../logger.js';
import { backUp } from '../maintenance/backup.js';
import { copyStore } from '../maintenance/copy.js';
import { type GarbageKind, garbageKinds } from '../maintenance/garbage.js';
import { restore } from '../maintenance/restore.js';
import { openStore } from '../storage/open-store.js';
import { storeOf, workspacesIn } from '../storage/workspace-store.js';
import { version } from '../version.js';
import { formatBytes, wholeNumber } from './numbers.js';
import { withRedis } from './redis.js';

const HOUR_MS = 3_600_000;
/** An import or an upload takes less. */
const OLDER_THAN_HOURS = 24;

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Adds the commands for those who keep an Atelier running: they work on Redis and the store, not through the API. */
export function addMaintenanceCommands(program: Command): void {
  program
    .command('rebuild')
    .description('bring back jobs, checkpoints and models from the store, after Redis has lost them')
    .action(async () => {
      const { rebuild } = await import('./rebuild.js');
      await rebuild(readConfig(process.env), createCommandLogger(), say);
    });

  program
    .command('doctor')
    .description('say what device, TensorFlow, Redis, store, disk and clock are in use, and what is missing')
    .action(async () => {
      const { doctor } = await import('./doctor.js');
      if (!(await doctor(readConfig(process.env), say))) process.exitCode = 1;
    });

  program
    .command('gc')
    .description(
      'say what the store holds that nobody needs any more; --apply removes it. Safe beside a running service',
    )
    .option('--apply', 'remove it')
    .option('--older-than <hours>', 'leave what was written since', atLeastOne, OLDER_THAN_HOURS)
    .option('--jobs-ended <days>', 'also delete jobs that ended so long ago, with all they made', wholeNumber)
    .option('--verbose', 'name each thing')
    .action(async (options: GcOptions) => await gc(readConfig(process.env), createCommandLogger(), options));

  program
    .command('backup <target>')
    .description('copy Redis and the store to an empty folder or s3://bucket/prefix. The service may be running')
    .action(async (target: string) => {
      const config = readConfig(process.env);
      const [store, backup] = [await openStore(storeLocation(config)), await openStore(namedStore(config, target))];
      const { redis, objects } = await withRedis(config, createCommandLogger(), (connection) =>
        backUp({ redis: connection, store, version }, backup),
      );
      say(`${objects.count} objects (${formatBytes(objects.bytes)}) and ${redis.keys} keys of Redis are in ${target}`);
    });

  program
    .command('restore <backup>')
    .description('bring a backup back into an empty Redis and an empty store, with no service running on them')
    .action(async (name: string) => {
      const config = readConfig(process.env);
      const [store, backup] = [await openStore(storeLocation(config)), await openStore(namedStore(config, name))];
      const { createdAt, objects } = await withRedis(config, createCommandLogger(), async (redis) => {
        const [worker] = await liveWorkers(redis);
        if (worker) throw new Error(`worker ${worker} is running on this Redis: stop the service first`);
        return await restore(backup, { redis, store });
      });
      say(`${objects.count} objects (${formatBytes(objects.bytes)}) are as they were at ${createdAt}`);
    });

  program
    .command('migrate <from> <to>')
    .description(
      'copy a store to another: folders (DATA_DIR/store) or s3://bucket/prefix. It goes on where it was cut off',
    )
    .action(async (from: string, to: string) => {
      const config = readConfig(process.env);
      const stores = [await openStore(namedStore(config, from)), await openStore(namedStore(config, to))] as const;
      const counts = { copied: 0, same: 0, gone: 0, bytes: 0 };
      await copyStore(...stores, {
        onObject: ({ bytes }, outcome) => {
          counts[outcome]++;
          if (outcome === 'copied') counts.bytes += bytes;
        },
      });
      if (counts.copied + counts.same + counts.gone === 0)
        throw new Error(`there is nothing in ${stores[0].description}: is it a store?`);
      say(`${counts.copied} objects copied (${formatBytes(counts.bytes)}), ${counts.same} there already, all compared`);
      if (counts.gone > 0) say(`${counts.gone} were removed meanwhile: is a service running on ${from}?`);
    });
}

interface GcOptions {
  readonly apply?: true;
  readonly olderThan: number;
  readonly jobsEnded?: number;
  readonly verbose?: true;
}

async function gc(config: Config, logger: Logger, { apply, olderThan, jobsEnded, verbose }: GcOptions): Promise<void> {
  const store = await openStore(storeLocation(config));
  const now = Date.now();
  await withRedis(config, logger, async (redis) => {
    const [jobs, files] = [new JobStore(redis), new JobFiles(store, redis)];
    const before = new Date(now - olderThan * HOUR_MS);
    const endedBefore = jobsEnded === undefined ? undefined : new Date(now - jobsEnded * 24 * HOUR_MS);
    for (const workspace of await workspacesIn(store)) {
      const [theirs, jobsOfIt] = [storeOf(store, workspace), jobs.of(workspace)];
      const kinds = garbageKinds({ store: theirs, jobs: jobsOfIt, files, before, endedBefore, logger });
      for (const kind of kinds) await tidy(kind, workspace);
    }
  });
  if (!apply) say('Nothing was removed: that takes --apply.');

  async function tidy({ what, find, remove }: GarbageKind, workspace: string): Promise<void> {
    const found = await find();
    if (found.length === 0) return;
    if (verbose) for (const { name, bytes } of found) say(bytes === undefined ? name : `${name} ${formatBytes(bytes)}`);
    if (apply) await remove(found);
    const bytes = formatBytes(found.reduce((sum, each) => sum + (each.bytes ?? 0), 0));
    const where = workspace === DEFAULT_WORKSPACE ? '' : ` in workspace ${workspace}`;
    say(`${apply ? 'removed' : 'would remove'} ${found.length} ${what}${where}, ${bytes}`);
  }
}

function atLeastOne(text: string): number {
  const hours = wholeNumber(text);
  if (hours < 1) throw new InvalidArgumentError('It must be at least 1: what is younger may be on its way.');
  return hours;
}

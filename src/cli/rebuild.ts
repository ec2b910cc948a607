import type { Logger } from 'pino';
import { type Config, storeLocation } from '../config.js';
import { JobFiles } from '../jobs/records/job-files.js';
import { JobStore } from '../jobs/records/job-store.js';
import { rebuildJobs } from '../jobs/records/rebuild.js';
import { noteWorkspace } from '../jobs/records/workspace-names.js';
import { ModelCopies } from '../library/model-copies.js';
import { ModelStore } from '../library/model-store.js';
import { PixelPacks } from '../library/pixel-packs.js';
import { rebuildModels } from '../library/rebuild-models.js';
import { openStore } from '../storage/open-store.js';
import { storeOf, workspacesIn } from '../storage/workspace-store.js';
import { withRedis } from './redis.js';

/**
 * Brings back what Redis has lost from the store.
 * @param say hears of every job and model that is brought back or can't be, and of the sums
 */
export async function rebuild(config: Config, logger: Logger, say: (line: string) => void): Promise<void> {
  await withRedis(config, logger, async (redis) => {
    const store = await openStore(storeLocation(config));
    const of = { jobs: new Tally(say), models: new Tally(say) };
    await rebuildJobs({ jobs: new JobStore(redis), store, files: new JobFiles(store, redis) }, of.jobs.count);
    for (const workspace of await workspacesIn(store)) {
      const theirs = storeOf(store, workspace);
      const models = new ModelStore(redis, workspace);
      await rebuildModels({ models, copies: new ModelCopies(theirs, models) }, of.models.count);
      await new PixelPacks(theirs, redis, logger, workspace).giveUpUnknown();
      await noteWorkspace(redis, workspace);
    }
    for (const [what, tally] of Object.entries(of)) say(tally.sumOf(what));
  });
}

/** How many were brought back, with a line for each that is worth one. */
class Tally {
  readonly #counts = { rebuilt: 0, known: 0, unreadable: 0 };

  constructor(private readonly say: (line: string) => void) {}

  readonly count = (id: string, outcome: 'rebuilt' | 'known' | 'unreadable'): void => {
    this.#counts[outcome] += 1;
    if (outcome !== 'known') this.say(`${id} ${outcome}`);
  };

  sumOf(what: string): string {
    const { rebuilt, known, unreadable } = this.#counts;
    return `${rebuilt} ${what} rebuilt, ${known} known already, ${unreadable} without a record`;
  }
}

import type { Redis } from 'ioredis';
import { jobStates } from '../../contracts/job-state.js';
import { jobsInState, keys, ofWorkspace } from '../../redis/keys.js';
import type { JobStore } from './job-store.js';
import { workspaceNames } from './workspace-names.js';

/** Jobs that are indexed before the next are asked for. */
const PAGE = 500;

/**
 * Lists every job among those of its state where some are not: those that were last changed by a version that had no such
 * lists. It reads all jobs then, and otherwise counts them.
 * @returns how many it went through
 */
export async function repairStateIndex(redis: Redis, jobs: JobStore): Promise<number> {
  let gone = 0;
  for (const workspace of await workspaceNames(redis)) {
    const all = ofWorkspace(keys.jobs, workspace);
    if (await areIndexed(redis, all, workspace)) continue;
    const theirs = jobs.of(workspace);
    let page: string[];
    let last = '-';
    do {
      page = await redis.zrangebylex(all, last, '+', 'LIMIT', 0, PAGE);
      await Promise.all(page.map((id) => theirs.indexState(id)));
      last = `(${page.at(-1)}`;
      gone += page.length;
    } while (page.length === PAGE);
  }
  return gone;
}

async function areIndexed(redis: Redis, all: string, workspace: string): Promise<boolean> {
  const counting = redis.multi().zcard(all);
  for (const state of jobStates) counting.zcard(jobsInState(state, workspace));
  const [total = 0, ...indexed] = ((await counting.exec()) ?? []).map(([, count]) => Number(count));
  return indexed.reduce((sum, count) => sum + count, 0) === total;
}

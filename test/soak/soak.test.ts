import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JobEvent } from '../../src/contracts/event.js';
import { isTerminal } from '../../src/contracts/job-state.js';
import { keys } from '../../src/redis/keys.js';
import { type ApiProcess, Cluster, resultOf, untilEnded } from '../support/cluster.js';
import { soak } from './soak.js';

/** `npm run soak` sets these. */
const minutes = Number(process.env.SOAK_MINUTES ?? 1);
const seed = Number(process.env.SOAK_SEED ?? 1);

let cluster: Cluster;
let api: ApiProcess;
beforeAll(async () => {
  cluster = await Cluster.start();
  api = await cluster.api();
});
afterAll(() => cluster?.remove());

it(
  'six jobs on two workers that are killed at random all succeed once, with equal weights and whole histories',
  async () => {
    const say = (line: string) => process.stderr.write(`soak: ${line}\n`);
    const { jobs, steps } = await soak(cluster, api, { minutes, seed, say });
    const ended = await Promise.all(jobs.map(({ id }) => untilEnded(api.client, id)));
    for (const { id, state, attempts } of ended) say(`${id} ${state} after ${attempts.length} attempts`);
    expect(ended.map(({ state }) => state)).toEqual(jobs.map(() => 'succeeded'));

    const results = await Promise.all(jobs.map(({ id }) => resultOf(api.client, cluster.dataFolder, id)));
    expect(results[0]?.history.map(({ step }) => step)).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
    for (const result of results) expect(result).toEqual(results[0]);

    for (const { id } of jobs) {
      const entries = await cluster.connection.xrange(keys.events(id), '-', '+');
      const events = entries.map(([, fields]) => JSON.parse(fields[1] as string) as JobEvent);
      const first = events[0]?.seq as number;
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => first + i));
      expect(events.filter(({ type, data }) => type === 'state' && isTerminal(data.state))).toHaveLength(1);
    }
  },
  (3 * minutes + 3) * 60_000,
);

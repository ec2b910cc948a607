/**
 * `npm run bench -- serving`: designs over HTTP from the tutorial's generator, against the same generator in PyTorch
 * behind FastAPI and behind LitServe, which batches. 1, 8 and 64 clients ask for a design each, and 4 for 64 at a time;
 * every request has another seed. The load comes from this process, as much for everyone.
 */
import { type Load, type Measured, measureLoad } from './serving/load.js';
import { type ServingProcess, startAtelier, startPeer } from './serving/processes.js';
import { conclude, higherIsBetter, lowerIsBetter, median, say, type Verdict } from './support/verdict.js';

const LOADS = [
  { clients: 1, count: 1 },
  { clients: 8, count: 1 },
  { clients: 64, count: 1 },
  { clients: 4, count: 64 },
] as const satisfies readonly Load[];
const SECONDS = 4;
const WARM_UP_SECONDS = 3;
/** Requests a second against the better peer, at 8 and at 64 clients. */
const MIN_RATIO = 1.7;
/** p50 against FastAPI's, at 1 client. */
const MAX_P50_RATIO = 1.5;

export const options = { rounds: { type: 'string' } } as const;

export async function run({ rounds = '3' }: { rounds?: string }): Promise<Verdict> {
  const servers: ServingProcess[] = [];
  try {
    for (const start of [startAtelier, () => startPeer('fastapi'), () => startPeer('litserve')]) {
      servers.push(await start());
    }
    const [ours, fastapi, litserve] = servers as [ServingProcess, ServingProcess, ServingProcess];
    const figures: Record<string, Verdict> = {};
    for (const load of LOADS) {
      const measured = await takeTurns(servers, load, Number(rounds));
      const of = (server: ServingProcess) => measured.get(server) as Measured;
      for (const server of servers) say(`${describe(load)}: ${server.name} ${JSON.stringify(of(server))}`);
      const better = of(fastapi).rate >= of(litserve).rate ? of(fastapi) : of(litserve);
      const what = describe(load);
      const rates = (bar: number | null) => higherIsBetter(of(ours).rate, better.rate, 'requests/s', bar);
      if (load.clients === 8 || load.clients === 64) {
        figures[what] = rates(MIN_RATIO);
        const p95 = Math.min(of(fastapi).p95, of(litserve).p95);
        figures[`${what}, p95`] = lowerIsBetter(of(ours).p95, p95, 'ms', 1);
      } else if (load.clients === 1) {
        figures[`${what}, p50`] = lowerIsBetter(of(ours).p50, of(fastapi).p50, 'ms', 1 / MAX_P50_RATIO);
      } else {
        figures[what] = rates(null);
      }
    }
    return conclude(figures);
  } finally {
    for (const server of servers) await server.stop();
  }
}

function describe({ clients, count }: Load): string {
  return `${clients} ${clients === 1 ? 'client' : 'clients'}, ${count} ${count === 1 ? 'design' : 'designs'} each`;
}

/** Medians over rounds, in each of which every server has its turn. */
async function takeTurns(
  servers: readonly ServingProcess[],
  load: Load,
  rounds: number,
): Promise<Map<ServingProcess, Measured>> {
  const all = new Map(servers.map((server) => [server, [] as Measured[]]));
  for (const server of servers) await measureLoad(server, load, WARM_UP_SECONDS);
  for (let round = 0; round < rounds; round++) {
    for (const [server, results] of all) results.push(await measureLoad(server, load, SECONDS));
  }
  return new Map(
    [...all].map(([server, results]) => {
      const of = (name: keyof Measured) => Number(median(results.map((each) => each[name])).toFixed(2));
      return [server, { rate: of('rate'), p50: of('p50'), p95: of('p95'), p99: of('p99') }];
    }),
  );
}

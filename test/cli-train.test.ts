import { afterAll, beforeAll, expect, it } from 'vitest';
import { printed } from './support/atelier.js';
import { Cluster, tiny, uploadGarments } from './support/cluster.js';

let cluster: Cluster;
beforeAll(async () => {
  cluster = await Cluster.start();
});
afterAll(() => cluster?.remove());

it('`atelier train` watches a job to its end, though the server is restarted meanwhile', async () => {
  const { url, client, end } = await cluster.api();
  await cluster.worker();
  const { id: dataset } = await uploadGarments(url, 8);
  const settings = Object.entries({ ...tiny, numEpochs: 100_000 }).map((each) => each.join('='));
  const watching = printed({ ATELIER_URL: url }, 'train', dataset, '--set', ...settings);
  const says = linesOf(watching);

  const id = await says(/^job_\w+$/);
  await says(/^step 25\/200000 Loss_D/);
  await client.request(id, 'pause');
  await says(/^The job is paused\.$/);
  await end('SIGKILL');
  await says(/^The connection was lost \(.+\): trying again, the job goes on meanwhile\.$/);
  const again = await cluster.api({ PORT: new URL(url).port });
  await says(/^The connection was lost, and is back\.$/);
  await again.client.request(id, 'resume');
  await says(/^The job is running\.$/, 2);
  await again.client.cancel(id);

  const { stdout, stderr } = await watching.catch((ended) => ended);
  expect(stdout).toBe(`${id} cancelled\n`);
  // Nothing twice and nothing left out: it went on with the next event.
  const steps = [...stderr.matchAll(/^step (\d+)\//gm)].map(([, step]) => Number(step));
  expect(steps).toEqual(steps.map((_, i) => 25 * (i + 1)));
});

/** @returns resolves with a line of standard error: the first of its kind, or a later one */
function linesOf({ child }: ReturnType<typeof printed>) {
  let text = '';
  child.stderr?.on('data', (chunk) => {
    text += chunk;
  });
  return async (wanted: RegExp, number = 1): Promise<string> => {
    for (;;) {
      const line = text.split('\n').filter((each) => wanted.test(each))[number - 1];
      if (line !== undefined) return line;
      await new Promise((resolve) => child.stderr?.once('data', resolve));
    }
  };
}

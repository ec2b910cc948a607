import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tf } from '../../src/engine/tensorflow.js';
import { readManifest, readWeights, restore } from '../../src/gan/checkpoint.js';
import { Gan } from '../../src/gan/gan.js';
import { JobFiles } from '../../src/jobs/records/job-files.js';
import { rebuildJobs } from '../../src/jobs/records/rebuild.js';
import { networkShape } from '../../src/models/networks.js';
import { type Api, startApi } from '../support/api.js';
import { postWeights } from '../support/import-weights.js';
import { livelyCheckpoint } from '../support/lively-checkpoint.js';
import { spread } from '../support/numeric.js';
import { safetensorsFile, tutorialDiscriminator, tutorialGenerator } from '../support/pytorch-weights.js';
import { imagesToTorch } from '../support/torch-fixture.js';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(async () => {
  await api?.remove();
});

const generator = safetensorsFile(tutorialGenerator());
const discriminator = safetensorsFile(tutorialDiscriminator());

/** An imported job's networks, as a worker's sampler or trainer restores them. */
async function networksOf(job: string): Promise<Gan> {
  const manifest = await readManifest(api.store, job, 0);
  const gan = new Gan(networkShape(manifest));
  restore(gan, manifest, await readWeights(api.store, manifest));
  return gan;
}

describe('an import', () => {
  it.each([
    { imageSize: 64, nc: 3, nz: 12, ngf: 4, ndf: 6 },
    { imageSize: 128, nc: 1, nz: 5, ngf: 3, ndf: 4 },
  ] as const)('of what was exported gives the same networks, bit for bit: %o', async (sizes) => {
    const { manifest, latents, images, probabilities } = await livelyCheckpoint(api, sizes);
    const files = await Promise.all(
      ['generator', 'discriminator'].map(async (name) => {
        const url = `${api.url}/jobs/${manifest.job}/checkpoints/${manifest.step}/${name}.safetensors`;
        return [name, new Uint8Array(await (await fetch(url)).arrayBuffer())] as const;
      }),
    );
    const { status, body } = await postWeights(api.url, Object.fromEntries(files));
    expect(status).toBe(201);
    expect(body.hyperparameters).toMatchObject(sizes);
    const gan = await networksOf(body.id);
    tf.tidy(() => {
      const made = gan.generator.forwardEvaluation(tf.tensor4d(latents.data, [64, 1, 1, sizes.nz]));
      const judged = tf.sigmoid(gan.discriminator.forwardEvaluation(made));
      const data = Float32Array.from(made.dataSync());
      expect(imagesToTorch({ shape: made.shape, data }).data).toEqual(images.data);
      expect(Float32Array.from(judged.dataSync())).toEqual(probabilities);
    });
    gan.dispose();
  });

  it('becomes a job that has succeeded, with one checkpoint, kept for a rebuild', async () => {
    const { status, body } = await postWeights(api.url, { generator, discriminator }, { name: ' from the notebook ' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: 'from the notebook',
      state: 'succeeded',
      origin: 'import',
      dataset: null,
      classes: null,
      progress: { epoch: 0, step: 0, totalSteps: 0 },
      hyperparameters: { imageSize: 32, nc: 3, nz: 6, ngf: 2, ndf: 2 },
    });
    const listed = (await (await fetch(`${api.url}/jobs/${body.id}/checkpoints`)).json()) as { items: unknown[] };
    expect(listed.items).toMatchObject([{ id: `${body.id}.0`, dataset: null }]);
    const folder = join(api.store.root, 'jobs', body.id);
    expect(await readdir(folder)).toContain('job.json');
    const extended = await fetch(`${api.url}/jobs/${body.id}/extend`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"numEpochs": 100}',
    });
    expect(extended.status).toBe(409);
    expect(await extended.json()).toMatchObject({ code: 'job_state_conflict' });
  });

  it('without a discriminator gets one that has learned nothing, as the tutorial begins', async () => {
    const { body } = await postWeights(api.url, { generator: safetensorsFile(tutorialGenerator({ ngf: 4 })) });
    const gan = await networksOf(body.id);
    const [filter] = gan.discriminator.trainable;
    expect(body.hyperparameters.ndf).toBe(64);
    expect(spread(filter?.data() ?? [])).toBeCloseTo(0.02, 3);
    const variance = gan.discriminator.variables.find(({ name }) => name.endsWith('running_var'));
    expect(new Set(variance?.data())).toEqual(new Set([1]));
    expect(gan.generatorAdam.state.every((moment) => moment.data().every((value) => value === 0))).toBe(true);
    gan.dispose();
  });

  it('takes what was saved inside DataParallel, or by a PyTorch that counted no batches', async () => {
    const parallel = tutorialGenerator().map((tensor) => ({ ...tensor, name: `module.${tensor.name}` }));
    const old = tutorialGenerator().filter(({ type }) => type === 'F32');
    for (const tensors of [parallel, old]) {
      expect((await postWeights(api.url, { generator: safetensorsFile(tensors) })).status).toBe(201);
    }
  });

  it('is brought back after Redis has lost it', async () => {
    const { body } = await postWeights(api.url, { generator });
    await api.jobs.redis.flushall();
    const files = new JobFiles(api.store, api.jobs.redis);
    await rebuildJobs({ jobs: api.jobs, store: api.store, files }, () => {});
    expect(await api.jobs.get(body.id)).toMatchObject({ state: 'succeeded', origin: 'import', dataset: null });
    expect(await api.jobs.checkpoints(body.id)).toMatchObject([{ id: `${body.id}.0` }]);
  });

  it('leaves no upload behind', async () => {
    expect(await readdir(join(dirname(api.store.root), 'uploads'))).toEqual([]);
  });
});

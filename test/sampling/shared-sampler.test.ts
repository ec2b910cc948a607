import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckpointManifest } from '../../src/contracts/checkpoint.js';
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import type { DesignRequest } from '../../src/contracts/sampler-messages.js';
import { takeSnapshot, writeCheckpoint } from '../../src/gan/checkpoint.js';
import { FOLDED_BYTES_PER_PARAMETER } from '../../src/gan/folded-generator.js';
import { Gan } from '../../src/gan/gan.js';
import { parameterCount } from '../../src/models/layer.js';
import { generatorLayers } from '../../src/models/networks.js';
import { GeneratorCache } from '../../src/sampling/generator-cache.js';
import { latentVector } from '../../src/sampling/latents.js';
import { SharedSampler } from '../../src/sampling/shared-sampler.js';
import { DiskStore } from '../../src/storage/disk-store.js';

/** For more generators than there are here, in bytes. */
const MEMORY = 2 ** 30;

let store: DiskStore;
beforeAll(async () => {
  store = new DiskStore(await mkdtemp(join(tmpdir(), 'atelier-sampling-')));
});
afterAll(() => rm(store.root, { recursive: true }));

async function checkpointOf(ngf: number, manualSeed: number): Promise<CheckpointManifest> {
  const hyperparameters = hyperparametersSchema.parse({ ngf, ndf: 4, manualSeed });
  const gan = new Gan(hyperparameters);
  const position = { job: `job_${ngf}_${manualSeed}`, dataset: 'ds_test', hyperparameters, epoch: 1, step: 1 };
  const manifest = await writeCheckpoint(store, takeSnapshot(gan), position);
  gan.dispose();
  return manifest;
}

/** The designs of some seeds in a row. */
function seeds(checkpoint: CheckpointManifest, seed: number, count: number): DesignRequest {
  return { checkpoint, plan: { kind: 'seeds', seed, count }, first: 0, count };
}

describe('the sampler', () => {
  it.each([16, 64])('makes the same bytes for a seed alone and in batches of any size (ngf %i)', async (ngf) => {
    const sampler = new SharedSampler(new GeneratorCache(store, MEMORY));
    const checkpoint = await checkpointOf(ngf, 999);
    const designBytes = 64 * 64 * 3;
    const all = (await sampler.generate(seeds(checkpoint, 5, 64))).pixels;
    for (const [offset, count] of [
      [0, 1],
      [3, 1],
      [10, 2],
      [20, 7],
      [30, 33],
    ] as const) {
      const { pixels } = await sampler.generate(seeds(checkpoint, 5 + offset, count));
      const same = all.subarray(offset * designBytes, (offset + count) * designBytes);
      expect(Buffer.from(pixels).equals(same), `${count} designs from seed ${5 + offset}`).toBe(true);
    }
  });

  it('answers requests for several checkpoints at once, each with its own designs', async () => {
    const sampler = new SharedSampler(new GeneratorCache(store, 1));
    const checkpoints = [await checkpointOf(8, 1), await checkpointOf(8, 2)];
    const requests = [0, 1, 0, 1, 0].map((which, i) => seeds(checkpoints[which] as CheckpointManifest, i, 40));
    const together = await Promise.all(requests.map((request) => sampler.generate(request)));
    for (const [i, request] of requests.entries()) {
      const alone = await new SharedSampler(new GeneratorCache(store, MEMORY)).generate(request);
      expect(Buffer.from(together[i]?.pixels ?? []).equals(Buffer.from(alone.pixels))).toBe(true);
    }
  });
});

describe('a request for designs', () => {
  it('of one is answered while thousands of another checkpoint and of the same are made', async () => {
    const sampler = new SharedSampler(new GeneratorCache(store, MEMORY));
    const [busy, other] = [await checkpointOf(4, 1), await checkpointOf(4, 2)];
    const ended: string[] = [];
    const end = (name: string) => () => void ended.push(name);
    await Promise.all([
      sampler.generate(seeds(busy, 0, 1_000)).then(end('a thousand')),
      sampler.generate(seeds(other, 0, 200)).then(end('two hundred of another')),
      sampler.generate(seeds(busy, 1, 1)).then(end('one')),
      sampler.generate(seeds(other, 1, 1)).then(end('one of another')),
    ]);
    expect(ended).toEqual(['one', 'one of another', 'two hundred of another', 'a thousand']);
  });

  it('that is dropped is not made, and others go on', async () => {
    const sampler = new SharedSampler(new GeneratorCache(store, MEMORY));
    const checkpoint = await checkpointOf(4, 1);
    const gone = new AbortController();
    const dropped = sampler.generate(seeds(checkpoint, 0, 100_000), { signal: gone.signal });
    await sampler.generate(seeds(checkpoint, 0, 1));
    gone.abort(new Error('gone'));
    await expect(dropped).rejects.toThrow('gone');
    expect((await sampler.generate(seeds(checkpoint, 0, 2))).pixels).toHaveLength(2 * 64 * 64 * 3);
  });

  it('whose time is over is not made', async () => {
    const sampler = new SharedSampler(new GeneratorCache(store, MEMORY));
    const late = sampler.generate(seeds(await checkpointOf(4, 1), 0, 1), { deadline: Date.now() - 1 });
    await expect(late).rejects.toMatchObject({ code: 'generation_timeout' });
  });
});

describe('generators', () => {
  it('are kept up to a number of bytes, those used last', async () => {
    const [first, second, third] = [await checkpointOf(4, 1), await checkpointOf(4, 2), await checkpointOf(8, 3)];
    const small = bytesOf(first);
    const cache = new GeneratorCache(store, 2 * small);
    const generator = await cache.get(first);
    expect(await cache.get(second)).not.toBe(generator);
    expect(await cache.get(first)).toBe(generator);
    expect(cache.size).toBe(2);
    // Larger than all the memory for them: it is alone.
    await cache.get(third);
    expect(cache.size).toBe(1);
    expect(await cache.get(first)).not.toBe(generator);
  });

  it('that could not be loaded are tried again', async () => {
    const cache = new GeneratorCache(store, MEMORY);
    const checkpoint = await checkpointOf(4, 7);
    const weights = (await store.get(checkpoint.weights.key)) as Buffer;
    await store.remove(checkpoint.weights.key);
    await expect(cache.get(checkpoint)).rejects.toMatchObject({ code: 'checkpoint_damaged' });
    await store.put(checkpoint.weights.key, weights);
    await cache.get(checkpoint);
    expect(cache.size).toBe(1);
  });
});

function bytesOf({ hyperparameters }: CheckpointManifest): number {
  return (
    FOLDED_BYTES_PER_PARAMETER * generatorLayers(hyperparameters).reduce((sum, layer) => sum + parameterCount(layer), 0)
  );
}

describe('latents', () => {
  it('are normal numbers that depend on the seed alone', () => {
    const values = Array.from({ length: 200 }, (_, seed) => [...latentVector(seed, 100)]).flat();
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    // 20,000 values: three standard errors of the mean and of the variance.
    expect(Math.abs(mean)).toBeLessThan(0.022);
    expect(Math.abs(variance - 1)).toBeLessThan(0.03);
    expect(latentVector(7, 100)).toEqual(latentVector(7, 100));
    expect([...latentVector(7, 10)]).toEqual([...latentVector(7, 100).subarray(0, 10)]);
  });
});

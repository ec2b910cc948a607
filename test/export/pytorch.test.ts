import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf } from '../../src/export/axes.js';
import { type Api, startApi } from '../support/api.js';
import { livelyCheckpoint } from '../support/lively-checkpoint.js';
import { difference, spread } from '../support/numeric.js';
import { findReaders, PythonFolder } from '../support/python.js';

const python = await findReaders();
const PEERS = fileURLToPath(new URL('peers', import.meta.url));
const sizes = { imageSize: 64, nc: 3, nz: 100, ngf: 8, ndf: 8 } as const;

describe.skipIf(!python)('safetensors for PyTorch', () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(async () => {
    await api?.remove();
  });

  it.each([
    { architecture: 'dcgan', whose: "the tutorial's modules" },
    { architecture: 'resize-convolution', whose: 'modules with upsampling' },
  ] as const)('load into $whose, which make the same 64 images and probabilities of them', async ({ architecture }) => {
    const folder = new PythonFolder(python as string);
    try {
      const { manifest, latents, images, probabilities } = await livelyCheckpoint(api, { ...sizes, architecture });
      for (const name of ['generator.safetensors', 'discriminator.safetensors']) {
        const response = await fetch(`${api.url}/jobs/${manifest.job}/checkpoints/${manifest.step}/${name}`);
        folder.write(name, new Uint8Array(await response.arrayBuffer()));
      }
      folder.write('latents.f32', bytesOf(latents.data));
      const { nz, ngf, ndf, nc } = sizes;
      const printed = folder.run(`${PEERS}/run_torch.py`, ...[nz, ngf, ndf, nc].map(String), architecture);
      expect(spread(images.data)).toBeGreaterThan(0.2);
      expect(difference(folder.readFloats('images.f32'), images.data).maxAbs).toBeLessThan(1e-4);
      expect(difference(folder.readFloats('probabilities.f32'), probabilities).maxAbs).toBeLessThan(1e-4);
      expect(spread(probabilities)).toBeGreaterThan(0.05);
      const [state, batches] = printed
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(state).toMatchObject({
        'generator.main.0.weight': ['torch.float32', [100, 64, 4, 4]],
        'generator.main.1.running_var': ['torch.float32', [64]],
        'generator.main.1.num_batches_tracked': ['torch.int64', []],
        'discriminator.main.11.weight': ['torch.float32', [1, 64, 4, 4]],
      });
      // As many as the tutorial's loop would have counted: D sees three batches a step.
      expect(batches).toEqual({ generator: 20, discriminator: 60 });
    } finally {
      folder.remove();
    }
  });
});

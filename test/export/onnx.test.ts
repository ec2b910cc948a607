import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf } from '../../src/export/axes.js';
import { type Api, startApi } from '../support/api.js';
import { livelyCheckpoint } from '../support/lively-checkpoint.js';
import { difference, spread } from '../support/numeric.js';
import { findReaders, PythonFolder } from '../support/python.js';

const python = await findReaders();
const PEERS = new URL('peers', import.meta.url).pathname;

describe.skipIf(!python)('ONNX', () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(async () => {
    await api?.remove();
  });

  it.each([
    { imageSize: 64, nc: 3, nz: 100, ngf: 8, ndf: 8 },
    { imageSize: 32, nc: 1, nz: 7, ngf: 4, ndf: 6 },
    { imageSize: 128, nc: 3, nz: 16, ngf: 4, ndf: 4 },
    { imageSize: 32, nc: 3, nz: 10, ngf: 4, ndf: 4, classes: ['dress', 'shirt', 'skirt'] },
    { imageSize: 32, nc: 3, nz: 10, ngf: 4, ndf: 4, ema: 0.999 },
    { imageSize: 64, nc: 3, nz: 10, ngf: 4, ndf: 4, architecture: 'resize-convolution' as const },
  ])('is valid and makes the same 64 images in onnxruntime: %o', async (sizes) => {
    const { imageSize, nc, nz, classes } = sizes;
    const folder = new PythonFolder(python as string);
    try {
      const { manifest, latents, classWeights, images, probabilities } = await livelyCheckpoint(api, sizes);
      for (const name of ['generator.onnx', 'discriminator.onnx']) {
        const url = `${api.url}/jobs/${manifest.job}/checkpoints/${manifest.step}/${name}`;
        folder.write(name, new Uint8Array(await (await fetch(url)).arrayBuffer()));
      }
      folder.write('latents.f32', bytesOf(latents.data));
      folder.write('classWeights.f32', bytesOf(classWeights.data));
      const printed = folder.run(`${PEERS}/run_onnx.py`);
      const described = printed
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
      const labels = classes ? [['classWeights', ['batch', classes.length]]] : [];
      expect(described).toEqual([
        {
          inputs: [['latents', ['batch', nz, 1, 1]], ...labels],
          outputs: [['images', ['batch', nc, imageSize, imageSize]]],
        },
        {
          inputs: [['images', ['batch', nc, imageSize, imageSize]], ...labels],
          outputs: [['probabilities', ['batch', 1, 1, 1]]],
        },
      ]);
      expect(spread(images.data)).toBeGreaterThan(0.2);
      expect(difference(folder.readFloats('images.f32'), images.data).maxAbs).toBeLessThan(1e-4);
      const first = images.data.subarray(0, images.data.length / 64);
      expect(difference(folder.readFloats('one.f32'), first).maxAbs).toBeLessThan(1e-4);
      expect(difference(folder.readFloats('probabilities.f32'), probabilities).maxAbs).toBeLessThan(1e-4);
    } finally {
      folder.remove();
    }
  });
});

import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf } from '../../src/export/axes.js';
import { type Api, startApi } from '../support/api.js';
import { livelyCheckpoint } from '../support/lively-checkpoint.js';
import { difference, spread } from '../support/numeric.js';
import { findOldestRuntime, findReaders, PythonFolder } from '../support/python.js';

const newest = await findReaders();
const oldest = await findOldestRuntime();
const PEERS = fileURLToPath(new URL('peers', import.meta.url));

const RESIZE = { architecture: 'resize-convolution' } as const;
const BASE = { opset: 7, ir: 4 };

describe.skipIf(!newest || !oldest)('ONNX', () => {
  let api: Api;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(async () => {
    await api?.remove();
  });

  it.each([
    { imageSize: 64, nc: 3, nz: 100, ngf: 8, ndf: 8, versions: BASE },
    { imageSize: 32, nc: 1, nz: 7, ngf: 4, ndf: 6, versions: BASE },
    { imageSize: 128, nc: 3, nz: 16, ngf: 4, ndf: 4, versions: BASE },
    { imageSize: 256, nc: 3, nz: 10, ngf: 1, ndf: 1, versions: BASE },
    { imageSize: 32, nc: 3, nz: 10, ngf: 4, ndf: 4, classes: ['dress', 'shirt', 'skirt'], versions: BASE },
    { imageSize: 32, nc: 3, nz: 10, ngf: 4, ndf: 4, ema: 0.999, versions: BASE },
    { imageSize: 64, nc: 3, nz: 10, ngf: 4, ndf: 4, ...RESIZE, versions: { opset: 11, ir: 4 } },
    { imageSize: 32, nc: 1, nz: 5, ngf: 4, ndf: 4, ...RESIZE, classes: ['a', 'b'], versions: { opset: 11, ir: 4 } },
  ])(
    'asks for no more than it needs and makes the same 64 images in the oldest and the newest onnxruntime: %o',
    async ({ versions, ...sizes }) => {
      const { imageSize, nc, nz, classes } = sizes;
      const { manifest, latents, classWeights, images, probabilities } = await livelyCheckpoint(api, sizes);
      const folder = new PythonFolder(newest as string);
      try {
        for (const name of ['generator.onnx', 'discriminator.onnx']) {
          const url = `${api.url}/jobs/${manifest.job}/checkpoints/${manifest.step}/${name}`;
          folder.write(name, new Uint8Array(await (await fetch(url)).arrayBuffer()));
        }
        const checked = printedBy(folder.run(`${PEERS}/check_onnx.py`));
        expect(checked).toEqual([versions, BASE]);

        folder.write('latents.f32', bytesOf(latents.data));
        folder.write('classWeights.f32', bytesOf(classWeights.data));
        expect(spread(images.data)).toBeGreaterThan(0.2);
        const labels = classes ? [['classWeights', ['batch', classes.length]]] : [];
        for (const python of [oldest, newest]) {
          expect(printedBy(folder.runWith(python as string, `${PEERS}/run_onnx.py`))).toEqual([
            {
              inputs: [['latents', ['batch', nz, 1, 1]], ...labels],
              outputs: [['images', ['batch', nc, imageSize, imageSize]]],
            },
            {
              inputs: [['images', ['batch', nc, imageSize, imageSize]], ...labels],
              outputs: [['probabilities', ['batch', 1, 1, 1]]],
            },
          ]);
          expect(difference(folder.readFloats('images.f32'), images.data).maxAbs).toBeLessThan(1e-4);
          const first = images.data.subarray(0, images.data.length / 64);
          expect(difference(folder.readFloats('one.f32'), first).maxAbs).toBeLessThan(1e-4);
          expect(difference(folder.readFloats('probabilities.f32'), probabilities).maxAbs).toBeLessThan(1e-4);
        }
      } finally {
        folder.remove();
      }
    },
  );
});

/** What a program printed, an object a line. */
function printedBy(output: string): unknown[] {
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

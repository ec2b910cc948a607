import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, startApi } from '../support/api.js';
import { findBrowser } from '../support/browser.js';
import { livelyCheckpoint } from '../support/lively-checkpoint.js';
import { difference, spread } from '../support/numeric.js';
import { oldestTfjs } from '../support/pinned-files.js';
import { serveFolder } from '../support/static-server.js';
import { imagesToTorch } from '../support/torch-fixture.js';

const browser = await findBrowser();
const NEWEST = fileURLToPath(new URL('../../node_modules/@tensorflow/tfjs/dist/tf.min.js', import.meta.url));

/** What tf.min.js defines in the page, as far as it is used here. */
interface TfInPage {
  /** Old ones need not be waited for. */
  ready?(): Promise<void>;
  getBackend(): string;
  loadLayersModel(
    url: string,
  ): Promise<{ predict(latents: unknown): { shape: number[]; data(): Promise<Float32Array> } }>;
  tensor(values: number[], shape: number[]): unknown;
}

describe.skipIf(!browser)('the export for TensorFlow.js', () => {
  let api: Api;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'atelier-tfjs-'));
    api = await startApi();
  });
  afterAll(async () => {
    await browser?.close();
    await api?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  describe.each(['oldest', 'newest'] as const)('in the %s TensorFlow.js', (age) => {
    it.each([
      { imageSize: 64, nc: 3, nz: 100, ngf: 8, ndf: 4 },
      { imageSize: 32, nc: 1, nz: 7, ngf: 4, ndf: 4 },
      { imageSize: 32, nc: 3, nz: 10, ngf: 4, ndf: 4, classes: ['dress', 'shirt', 'skirt'] },
      { imageSize: 32, nc: 3, nz: 10, ngf: 4, ndf: 4, architecture: 'resize-convolution' as const },
    ])('makes the same 64 images in Chromium: %o', async (sizes) => {
      const { imageSize, nc } = sizes;
      const { manifest, latents, classWeights, images } = await livelyCheckpoint(api, sizes);
      const url = `${api.url}/jobs/${manifest.job}/checkpoints/${manifest.step}/generator.tfjs.zip`;
      writeFileSync(join(folder, 'generator.tfjs.zip'), new Uint8Array(await (await fetch(url)).arrayBuffer()));
      execFileSync('python3', ['-m', 'zipfile', '-e', 'generator.tfjs.zip', 'model'], { cwd: folder });
      copyFileSync(age === 'oldest' ? await oldestTfjs() : NEWEST, join(folder, 'tf.min.js'));
      writeFileSync(join(folder, 'index.html'), '<!doctype html><script src="tf.min.js"></script>');
      const site = await serveFolder(folder);
      const page = await (browser as NonNullable<typeof browser>).newPage();
      try {
        await page.goto(`${site.url}/index.html`);
        const made = await page.evaluate(
          async (inputs) => {
            const { tf } = globalThis as unknown as { tf: TfInPage };
            await tf.ready?.();
            const model = await tf.loadLayersModel('model/model.json');
            const tensors = inputs.map((values) => tf.tensor(values, [64, values.length / 64]));
            const predicted = model.predict(tensors);
            return { shape: predicted.shape, values: Array.from(await predicted.data()), backend: tf.getBackend() };
          },
          [latents, classWeights].map(({ data }) => Array.from(data)).filter(({ length }) => length > 0),
        );
        expect(made.backend).toBe('webgl');
        expect(made.shape).toEqual([64, imageSize, imageSize, nc]);
        const ours = imagesToTorch({ shape: made.shape, data: Float32Array.from(made.values) });
        expect(spread(images.data)).toBeGreaterThan(0.2);
        expect(difference(ours.data, images.data).maxAbs).toBeLessThan(1e-4);
      } finally {
        await page.close();
        await site.close();
      }
    });
  });
});

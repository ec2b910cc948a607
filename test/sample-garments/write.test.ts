import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { garmentKinds, renderGarment, writeSampleGarments } from '../../scripts/sample-garments/index.js';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'sample-garments-'));
});
afterEach(() => rm(parent, { recursive: true }));

/** Every file's path within the folder, with its bytes in base64. */
async function contents(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const kind of (await readdir(folder)).sort())
    for (const name of (await readdir(join(folder, kind))).sort())
      files.set(`${kind}/${name}`, await readFile(join(folder, kind, name), 'base64'));
  return files;
}

test('writes an ImageFolder: the count asked, balanced classes, numbered pictures', async () => {
  const folder = join(parent, 'made', 'on', 'the', 'way');
  await writeSampleGarments(folder, { count: 26, seed: 1 });

  expect((await readdir(folder)).sort()).toEqual(garmentKinds);
  const counts = await Promise.all(garmentKinds.map(async (kind) => (await readdir(join(folder, kind))).length));
  expect(counts).toEqual([5, 5, 4, 4, 4, 4]);
  expect((await readdir(join(folder, 'shoe'))).sort()).toEqual(['0001.jpg', '0002.jpg', '0003.jpg', '0004.jpg']);
  const { width, height, format, channels } = await sharp(join(folder, 'dress', '0001.jpg')).metadata();
  expect({ width, height, format, channels }).toEqual({ width: 96, height: 96, format: 'jpeg', channels: 3 });
});

test('the same seed writes the same bytes, another seed other pictures', async () => {
  const [first, again, other] = ['first', 'again', 'other'].map((name) => join(parent, name)) as [
    string,
    string,
    string,
  ];
  await writeSampleGarments(first, { count: 24, seed: 7, size: 64 });
  await writeSampleGarments(again, { count: 24, seed: 7, size: 64 });
  await writeSampleGarments(other, { count: 24, seed: 8, size: 64 });

  const pictures = await contents(first);
  expect(await contents(again)).toEqual(pictures);
  expect(new Set(pictures.values()).size).toBe(24);
  // Not even one picture in common, at any number.
  const shared = [...(await contents(other)).values()].filter((picture) => [...pictures.values()].includes(picture));
  expect(shared).toEqual([]);
});

test('tells its progress, one picture at a time', async () => {
  const calls: [number, number][] = [];
  await writeSampleGarments(parent, { count: 12, seed: 1, size: 32, onProgress: (...call) => calls.push(call) });
  expect(calls).toEqual(Array.from({ length: 12 }, (_, i) => [i + 1, 12]));
});

test('refuses a folder in use, and leaves it as it was', async () => {
  await writeFile(join(parent, 'notes.txt'), 'mine');
  await expect(writeSampleGarments(parent, { count: 6, seed: 1 })).rejects.toThrow(/is not empty.*overwrite/);
  expect(await readdir(parent)).toEqual(['notes.txt']);
});

test('overwrites only the pictures of an earlier call', async () => {
  await writeSampleGarments(parent, { count: 24, seed: 1, size: 32 });
  await mkdir(join(parent, 'hat'));
  await writeFile(join(parent, 'dress', 'red dress.jpg'), 'mine');
  await writeSampleGarments(parent, { count: 6, seed: 1, size: 32, overwrite: true });

  expect((await readdir(parent)).sort()).toEqual([...garmentKinds, 'hat'].sort());
  expect((await readdir(join(parent, 'dress'))).sort()).toEqual(['0001.jpg', 'red dress.jpg']);
  expect(await readdir(join(parent, 'trousers'))).toEqual(['0001.jpg']);
});

test.each([
  [{ count: 5, seed: 1 }, /count must be .* at least 6/],
  [{ count: 6.5, seed: 1 }, /count/],
  [{ count: 6, seed: Number.NaN }, /seed/],
  [{ count: 6, seed: 1, size: 8 }, /size must be .* 16 to 2048/],
])('refuses %j', async (options, message) => {
  await expect(writeSampleGarments(join(parent, 'new'), options)).rejects.toThrow(message);
  expect(await readdir(parent)).toEqual([]);
});

test.each([64, 97, 256])('renders at exactly %i pixels', async (size) => {
  const { width, height } = await sharp(await renderGarment('shoe', 1, size)).metadata();
  expect([width, height]).toEqual([size, size]);
});

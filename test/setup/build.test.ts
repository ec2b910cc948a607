import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { bringBuild, isBuildReady } from '../../scripts/setup/build.mjs';
import { emptyPlace, filesBelow, PROJECT, writeFiles } from './fixtures.js';

function project() {
  const place = emptyPlace();
  fs.symlinkSync(path.join(PROJECT, 'node_modules'), path.join(place.root, 'node_modules'));
  writeFiles(place.root, {
    'package.json': '{"type":"module"}',
    'tsconfig.build.json':
      '{"compilerOptions":{"rootDir":".","outDir":"dist","types":[],"lib":["ES2015"]},"include":["src"]}',
    'src/a.ts': 'export const a: number = 1;\n',
    'src/b.ts': 'export const b: number = 2;\n',
    'src/part/c.lua': 'return 1\n',
  });
  return place;
}

it('builds when a source has changed, and only then', async () => {
  const place = project();
  const source = path.join(place.root, 'src/a.ts');
  expect(isBuildReady(place)).toBe(false);
  await bringBuild(place);
  expect(isBuildReady(place)).toBe(true);
  fs.utimesSync(source, new Date(), new Date());
  expect(isBuildReady(place)).toBe(true);
  for (const changed of [source, path.join(place.root, 'src/c.mjs'), path.join(place.root, 'src/part/c.lua')]) {
    fs.appendFileSync(changed, 'export const more = 3;\n');
    expect(isBuildReady(place)).toBe(false);
    await bringBuild(place);
    expect(isBuildReady(place)).toBe(true);
  }
});

it('keeps no output of a source that is gone', async () => {
  const place = project();
  await bringBuild(place);
  fs.rmSync(path.join(place.root, 'src/b.ts'));
  await bringBuild(place);
  expect(filesBelow(path.join(place.root, 'dist'))).toEqual(['.built-from', 'src/a.js', 'src/part/c.lua']);
  expect(fs.readdirSync(place.root).filter((name) => name.startsWith('.tmp'))).toEqual([]);
});

it('keeps the last good build when the sources do not compile', async () => {
  const place = project();
  await bringBuild(place);
  const built = filesBelow(path.join(place.root, 'dist'));
  writeFiles(place.root, { 'src/a.ts': 'export const a: number = "one";\n' });
  await expect(bringBuild(place)).rejects.toThrow('The build failed');
  expect(filesBelow(path.join(place.root, 'dist'))).toEqual(built);
  expect(isBuildReady(place)).toBe(false);
});

it('has nothing to build where there is no build configuration', () => {
  expect(isBuildReady(emptyPlace())).toBe(true);
});

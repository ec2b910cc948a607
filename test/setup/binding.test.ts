import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { bindingPaths, bringBinding, isBindingReady } from '../../scripts/setup/binding.mjs';
import { findPlace } from '../../scripts/setup/place.mjs';
import { emptyPlace, ONE_SENTENCE, PROJECT } from './fixtures.js';

/** A second clone: the project's npm packages, of which tfjs-node-gpu is its own. */
function secondClone() {
  const place = emptyPlace();
  const from = path.join(PROJECT, 'node_modules');
  const to = path.join(place.root, 'node_modules');
  fs.mkdirSync(path.join(to, '@tensorflow'), { recursive: true });
  const link = (name: string) => fs.symlinkSync(path.join(from, name), path.join(to, name));
  const others = (names: string[], own: string) => names.filter((name) => name !== own);
  others(fs.readdirSync(from), '@tensorflow').forEach(link);
  for (const name of others(fs.readdirSync(path.join(from, '@tensorflow')), 'tfjs-node-gpu'))
    link(`@tensorflow/${name}`);
  const own = '@tensorflow/tfjs-node-gpu';
  fs.cpSync(path.join(from, own), path.join(to, own), {
    recursive: true,
    filter: (name) => path.relative(path.join(from, own), name) !== 'lib',
  });
  return place;
}

it('gives a second clone the cached binding without a compiler, and it computes', async () => {
  const { cache, flavour } = findPlace();
  const place = { ...secondClone(), cache, flavour };
  place.env = { ...place.env, CXX: '/nonexistent' };
  expect(isBindingReady(place)).toBe(false);
  await bringBinding(place);
  expect(isBindingReady(place)).toBe(true);

  const program = `const tf = require('@tensorflow/tfjs-node-gpu');
    console.log(tf.backend().binding.TF_Version, tf.sum(tf.ones([2, 3])).arraySync());`;
  const shim = 'require("node:util").isNullOrUndefined = (value) => value == null;';
  const { stdout } = spawnSync(process.execPath, ['-e', shim + program], { cwd: place.root, encoding: 'utf8' });
  expect(stdout).toMatch(/^2\.21\.0 6\n$/);
});

it('says what the compiler said, and caches nothing, when the binding does not compile', async () => {
  const place = secondClone();
  place.env.CXX = path.join(place.root, 'c++');
  fs.writeFileSync(place.env.CXX, '#!/bin/sh\n[ "$1" = --version ] || { echo "x.h:1: error: no" >&2; exit 1; }\n');
  fs.chmodSync(place.env.CXX, 0o755);
  const failure = await bringBinding(place).then(String, (error: Error) => error.message);
  expect(failure).toMatch(ONE_SENTENCE);
  expect(failure).toContain('x.h:1: error: no');
  expect(fs.existsSync(bindingPaths(place).folder)).toBe(false);
  expect(isBindingReady(place)).toBe(false);
});

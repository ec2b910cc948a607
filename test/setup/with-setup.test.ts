import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { bindingPaths } from '../../scripts/setup/binding.mjs';
import { NEEDED, tensorflowFolder } from '../../scripts/setup/tensorflow.mjs';
import { emptyPlace, PROJECT, writeFiles } from './fixtures.js';

/** A clone with nothing but the scripts and an empty lockfile. */
function freshClone(env: NodeJS.ProcessEnv = {}) {
  const place = emptyPlace(env);
  for (const name of ['scripts/setup', 'scripts/with-setup.mjs', 'src/engine/native']) {
    fs.cpSync(path.join(PROJECT, name), path.join(place.root, name), { recursive: true });
  }
  writeFiles(place.root, {
    'package-lock.json': '{"packages":{}}',
    'node_modules/.package-lock.json': '{"packages":{}}',
    'node_modules/@tensorflow/tfjs-node-gpu/package.json': '{"version":"4.22.0"}',
  });
  place.env.ATELIER_NATIVE_DIR = place.cache;
  return place;
}

/** A clone in which every step finds what it would bring. */
function readyClone() {
  const place = freshClone({ ATELIER_REDIS_SERVER: '/opt/redis-server' });
  for (const name of NEEDED) writeFiles(path.join(tensorflowFolder(place), 'tensorflow'), { [name]: '' });
  const { compiled, proof, link } = bindingPaths(place);
  writeFiles('/', { [compiled]: '', [proof]: '' });
  fs.mkdirSync(path.dirname(link), { recursive: true });
  fs.symlinkSync(compiled, link);
  return place;
}

const script = (place: { root: string }, name: string) => path.join(place.root, 'scripts', name);

function run(place: ReturnType<typeof emptyPlace>, name: string, ...args: string[]) {
  return spawnSync(process.execPath, [script(place, name), ...args], { env: place.env, encoding: 'utf8' });
}

it('runs the command with its output, its exit code, and nothing added', () => {
  const { status, stdout, stderr } = run(readyClone(), 'with-setup.mjs', 'sh', '-c', 'echo out; echo err >&2; exit 7');
  expect({ status, stdout, stderr }).toEqual({ status: 7, stdout: 'out\n', stderr: 'err\n' });
});

it('gives the command the embedded Redis and the packages’ programs', () => {
  const place = readyClone();
  writeFiles(place.root, { 'node_modules/.bin/atelier-test': '#!/bin/sh\necho "$ATELIER_REDIS_SERVER"\n' });
  expect(run(place, 'with-setup.mjs', 'atelier-test').stdout).toBe('/opt/redis-server\n');
});

it.each(['SIGINT', 'SIGTERM'] as const)('passes %s on, and ends as the command ends', async (signal) => {
  const place = readyClone();
  const program = `process.on('${signal}', () => process.exit(42)); setInterval(() => {}, 1e6); console.log('up')`;
  const child = spawn(process.execPath, [script(place, 'with-setup.mjs'), process.execPath, '-e', program], {
    env: place.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  await once(child.stdout, 'data');
  child.kill(signal);
  expect(await once(child, 'exit')).toEqual([42, null]);
});

it('ends by the signal that ended the command', () => {
  expect(run(readyClone(), 'with-setup.mjs', 'sh', '-c', 'kill -TERM $$').signal).toBe('SIGTERM');
});

it('says that a command cannot be found', () => {
  const { status, stderr } = run(readyClone(), 'with-setup.mjs', 'no-such-command');
  expect({ status, stderr }).toEqual({
    status: 127,
    stderr: 'set-up: no-such-command is not a command that can be found.\n',
  });
});

it('stops with one sentence when the machine lacks what set-up needs', () => {
  const { status, stderr } = run(freshClone({ PATH: '/nonexistent' }), 'with-setup.mjs', 'true');
  expect(status).toBe(1);
  expect(stderr).toMatch(/^set-up: Python 3 is missing: .*apt-get install.*\.\n$/);
});

it('checks without bringing', () => {
  const ready = run(readyClone(), 'setup/main.mjs', '--check');
  expect([ready.status, ready.stderr]).toEqual([0, 'set-up: everything is ready\n']);
  const fresh = freshClone({ PATH: '/nonexistent' });
  const missing = run(fresh, 'setup/main.mjs', '--check');
  expect(missing.status).toBe(1);
  expect(missing.stderr).toMatch(/Missing: TensorFlow, TensorFlow binding, Redis; /);
  expect(fs.readdirSync(fresh.cache)).toEqual([]);
});

it('remembers which TensorFlow the machine uses', () => {
  const place = readyClone();
  place.env.PATH = '/nonexistent';
  expect(run(place, 'setup/main.mjs', '--cuda').stderr).toMatch(/Python 3 is missing/);
  expect(run(place, 'setup/main.mjs', '--check').stderr).toMatch(/Missing: TensorFlow, TensorFlow binding; /);
  expect(run(place, 'setup/main.mjs', '--cpu').stderr).toBe('set-up: everything is ready\n');
});

it('refuses an option that it does not know', () => {
  const { status, stderr } = run(readyClone(), 'setup/main.mjs', '--gpu');
  expect([status, stderr]).toEqual([1, 'set-up: Unknown option --gpu: it takes --cuda, --cpu and --check.\n']);
});

import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  atLeast,
  requireCompiler,
  requireDisk,
  requireNode,
  requirePip,
  requirePlatform,
} from '../../scripts/setup/machine.mjs';
import { emptyPlace, ONE_SENTENCE, temporaryFolder, writeFiles } from './fixtures.js';

/** What a check says when it refuses. */
async function refusal(check: () => unknown): Promise<string> {
  try {
    await check();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the check did not refuse');
}

describe('what the machine lacks is said in one sentence with what mends it', () => {
  const nothingOnPath = { PATH: '/nonexistent' };
  const pipMissing = () => {
    const folder = temporaryFolder();
    writeFiles(folder, {
      python3: '#!/bin/sh\necho "/usr/bin/python3: No module named pip" >&2\nexit 1\n',
    });
    return { PATH: folder };
  };

  it.each([
    ['python3', () => requirePip(nothingOnPath), 'apt-get install python3 python3-pip'],
    ['pip', () => requirePip(pipMissing()), 'apt-get install python3-pip'],
    ['a compiler', () => requireCompiler(nothingOnPath), 'apt-get install g++'],
    ['disk space', () => requireDisk('/', 1e18, 'TensorFlow'), 'export ATELIER_NATIVE_DIR='],
    ['a recent Node', () => requireNode('v20.18.3'), 'nvm install'],
    ['Linux', () => requirePlatform({ platform: 'darwin', arch: 'arm64', glibc: false }), 'docker run'],
    ['x86_64', () => requirePlatform({ platform: 'linux', arch: 'arm64', glibc: true }), 'docker run'],
    ['glibc', () => requirePlatform({ platform: 'linux', arch: 'x64', glibc: false }), 'without glibc'],
  ])('%s', async (_name, check, mended) => {
    const message = await refusal(check);
    expect(message).toMatch(ONE_SENTENCE);
    expect(message).toContain(mended);
  });
});

it('accepts this machine', async () => {
  requireNode();
  requirePlatform();
  requireDisk('/', 1, 'nothing');
  await requireCompiler(process.env);
});

it('uses the compiler that CXX names', async () => {
  const folder = temporaryFolder();
  writeFiles(folder, { cxx: '#!/bin/sh\n' });
  const cxx = path.join(folder, 'cxx');
  expect(await requireCompiler({ CXX: cxx })).toBe(cxx);
});

it('goes on without a pip configuration that pip cannot read', async () => {
  const place = emptyPlace();
  writeFiles(place.root, { 'pip.conf': '[global\nthis is no configuration' });
  const env = await requirePip({ ...place.env, PIP_CONFIG_FILE: path.join(place.root, 'pip.conf') });
  expect(env.PIP_CONFIG_FILE).toBe('/dev/null');
});

it.each([
  ['v20.19.0', true],
  ['20.18.9', false],
  ['v24.1.0', true],
  ['7', false],
  ['21', true],
])('tells whether %s is at least 20.19', (version, expected) => {
  expect(atLeast(version, [20, 19])).toBe(expected);
});

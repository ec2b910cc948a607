import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { arePackagesReady, bringPackages } from '../../scripts/setup/npm-packages.mjs';
import { emptyPlace, PROJECT, writeFiles } from './fixtures.js';

const LOCKED = {
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/for-another-platform': { version: '1.0.0', integrity: 'sha512-b', optional: true },
};

function cloneWith(locked: object, installed?: object) {
  const place = emptyPlace();
  writeFiles(place.root, { 'package-lock.json': JSON.stringify({ packages: { '': { name: 'clone' }, ...locked } }) });
  if (installed) {
    writeFiles(place.root, { 'node_modules/.package-lock.json': JSON.stringify({ packages: installed }) });
  }
  return place;
}

const a = { 'node_modules/a': LOCKED['node_modules/a'] };

it.each([
  ['are as locked', true, a],
  ['were never installed, or not to the end', false, undefined],
  ['lack one', false, {}],
  ['have another version', false, { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } }],
  ['have other contents', false, { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-c' } }],
  ['have one too many', false, { ...a, 'node_modules/old': { version: '1.0.0' } }],
])('tells whether the packages %s', (_name, expected, installed) => {
  expect(arePackagesReady(cloneWith(LOCKED, installed))).toBe(expected);
});

it('installs what is locked, and sees it', async () => {
  const place = emptyPlace();
  writeFiles(place.root, {
    'dependency/package.json': '{"name":"dependency","version":"1.0.0"}',
    'package.json': '{"name":"clone","version":"1.0.0","devDependencies":{"dependency":"file:dependency-1.0.0.tgz"}}',
  });
  const npm = (...args: string[]) => execFileSync('npm', args, { cwd: place.root, stdio: 'ignore' });
  npm('pack', './dependency');
  npm('install', '--package-lock-only', '--offline');
  expect(arePackagesReady(place)).toBe(false);
  await bringPackages({ ...place, env: { ...place.env, NODE_ENV: 'production', npm_config_loglevel: 'silent' } });
  expect(arePackagesReady(place)).toBe(true);
  fs.accessSync(path.join(place.root, 'node_modules/dependency/package.json'));
});

it('has a lockfile that names the packages of every platform, without which "npm ci" refuses it', () => {
  type Locked = { optionalDependencies?: Record<string, string> };
  const { packages } = JSON.parse(fs.readFileSync(path.join(PROJECT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  const optional = Object.values(packages).flatMap((locked) => Object.keys(locked.optionalDependencies ?? {}));
  const known = Object.keys(packages).map((name) => name.split('node_modules/').at(-1));
  expect(optional.filter((name) => !known.includes(name))).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { readRepositoryFile } from '../support/garment-photos.js';

/** The oldest versions of packages that meet the network or strangers' files which may be installed, and why. */
const oldest: Record<string, readonly [version: string, why: string]> = {
  fastify: ['5.8.3', 'CVE-2025-32442 and CVE-2026-25223 let bodies past validation; CVE-2026-3635 spoofs the host'],
  'find-my-way': ['9.0.1', 'CVE-2024-45813: a path that takes the router for ever'],
  '@fastify/multipart': ['9.0.3', 'CVE-2025-24033: files of cancelled uploads stay'],
  undici: ['7.5.0', 'CVE-2025-47279: a server with a bad certificate, asked again and again, fills the memory'],
  ws: ['8.17.1', 'CVE-2024-37890: many headers end the process'],
  cookie: ['0.7.0', 'CVE-2024-47764: names and paths out of bounds'],
  'brace-expansion': ['1.1.12', 'CVE-2025-5889: a pattern that takes for ever'],
  'form-data': ['4.0.4', 'CVE-2025-7783: boundaries that can be guessed'],
  'node-fetch': ['2.6.7', 'CVE-2022-0235: headers sent on to other hosts'],
  semver: ['6.3.1', 'CVE-2022-25883: a version that takes for ever'],
  sharp: ['0.32.6', 'CVE-2023-4863: a WebP that writes out of bounds'],
  tar: ['6.2.1', 'CVE-2024-28863: folders without end'],
};

const lock = JSON.parse(await readRepositoryFile('package-lock.json')) as {
  packages: Record<string, { version?: string; integrity?: string; optional?: boolean }>;
};

/** All versions of a package that are installed, nested ones too. */
function versionsOf(name: string): string[] {
  return Object.entries(lock.packages)
    .filter(([path]) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`))
    .map(([, { version = '0' }]) => version);
}

function isAtLeast(version: string, bound: string): boolean {
  const [ours, least] = [version, bound].map((text) => text.split(/[.-]/).slice(0, 3).map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (ours?.[i] ?? 0) - (least?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

describe('packages that meet strangers', () => {
  it.each(Object.entries(oldest))('%s is new enough', (name, [bound, why]) => {
    const versions = versionsOf(name);
    expect(versions.length, `${name} is not installed any more: remove it here`).toBeGreaterThan(0);
    for (const version of versions) expect(isAtLeast(version, bound), `${name} ${version}: ${why}`).toBe(true);
  });

  it('are installed only as their hashes say', () => {
    // Where there is a choice by platform, a registry may not have them all to look up.
    const packages = Object.entries(lock.packages).filter(([path, { optional }]) => path !== '' && !optional);
    expect(packages.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
  });
});

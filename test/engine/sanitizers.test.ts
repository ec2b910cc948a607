import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { NATIVE, VARIANTS } from '../../scripts/setup/binding.mjs';

const run = promisify(execFile);
const compiler = process.env.CXX || 'g++';
const SANITIZERS = ['-std=c++17', '-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];

/** Builds a program of the ops' source and a check of it, with sanitizers. @returns its path in the folder */
async function build(folder: string): Promise<string> {
  const objects = await Promise.all(
    Object.entries(VARIANTS).map(async ([variant, flags]) => {
      const object = join(folder, `${variant}.o`);
      const source = join(NATIVE, 'convolutions.cc');
      await run(compiler, [...SANITIZERS, ...flags, `-DATELIER_VARIANT=${variant}`, '-c', source, '-o', object]);
      return object;
    }),
  );
  const program = join(folder, 'check');
  const check = join(import.meta.dirname, 'native/check_convolutions.cc');
  await run(compiler, [...SANITIZERS, `-I${NATIVE}`, check, ...objects, '-o', program]);
  return program;
}

it('finds no access out of bounds and no undefined behaviour in the convolutions, which are right to 1e-4', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-sanitizers-'));
  try {
    const { stdout } = await run(await build(folder));
    expect(stdout).toMatch(/^[\d.e-]+\n$/);
    expect(Number(stdout)).toBeLessThan(1e-4);
  } finally {
    await rm(folder, { recursive: true });
  }
});

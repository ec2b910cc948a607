import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NATIVE, VARIANTS } from '../../scripts/setup/binding.mjs';

const run = promisify(execFile);
const compiler = process.env.CXX || 'g++';
const FLAGS = ['-std=c++17', '-O1', '-g', '-fno-sanitize-recover=all', `-I${NATIVE}`];
const MEMORY = '-fsanitize=address,undefined';
const THREADS = '-fsanitize=thread';

const check = (name: string) => join(import.meta.dirname, 'native', name);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-sanitizers-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Builds a program of the ops' source and a check of it, and runs it. @returns what it prints */
async function runConvolutionsCheck(): Promise<string> {
  const objects = await Promise.all(
    Object.entries(VARIANTS).map(async ([variant, flags]) => {
      const object = join(folder, `${variant}.o`);
      const source = join(NATIVE, 'convolutions.cc');
      const args = [...FLAGS, MEMORY, ...flags, `-DATELIER_VARIANT=${variant}`, '-c', source, '-o', object];
      await run(compiler, args);
      return object;
    }),
  );
  const program = join(folder, 'convolutions');
  await run(compiler, [...FLAGS, MEMORY, check('check_convolutions.cc'), ...objects, '-o', program]);
  return (await run(program)).stdout;
}

it('finds no access out of bounds and no undefined behaviour in the convolutions, which are right to 1e-4', async () => {
  const largestDifference = await runConvolutionsCheck();
  expect(largestDifference).toMatch(/^[\d.e-]+\n$/);
  expect(Number(largestDifference)).toBeLessThan(1e-4);
});

it.for([MEMORY, THREADS])(
  'an exception leaves the thread pool through its caller alone: %s',
  async (sanitizers, { skip }) => {
    const program = join(folder, `thread-pool${sanitizers}`);
    const sources = [check('check_thread_pool.cc'), join(NATIVE, 'thread_pool.cc')];
    await run(compiler, [...FLAGS, sanitizers, '-pthread', ...sources, '-o', program]);
    const env = { ...process.env, ATELIER_CONVOLUTION_THREADS: '3' };
    const { stdout, stderr } = await run(program, { env }).catch(
      (failed: { stdout: string; stderr: string }) => failed,
    );
    // On kernels that place libraries more at random than it was built for.
    skip(stderr.includes('ThreadSanitizer: unexpected memory mapping'), 'ThreadSanitizer does not run here');
    expect(stdout.trimEnd().split('\n'), stderr).toEqual([
      "helpers throw: caught a helper's, 0 still running",
      "the caller throws: caught the caller's, 0 still running",
      'nobody throws: caught nothing, 0 still running',
    ]);
  },
);

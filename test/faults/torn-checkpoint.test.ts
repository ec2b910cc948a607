import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findLatestCheckpoint, writeCheckpoint } from '../../src/gan/checkpoint.js';
import { DiskStore } from '../../src/storage/disk-store.js';
import { decodeSafetensors } from '../../src/storage/safetensors.js';
import { JOB, positionAt, snapshotOf } from '../support/checkpoints.js';

const [OLD, NEW] = [1, 2];
const killer = fileURLToPath(new URL('../support/kill-at-file-operation.mjs', import.meta.url));
const commit = fileURLToPath(new URL('../support/commit-checkpoint.mjs', import.meta.url));

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-torn-'));
  await writeCheckpoint(new DiskStore(join(folder, 'before')), snapshotOf(OLD), positionAt(10));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Commits the new state in a process that is killed before its nth operation on a file. @returns whether it was */
function commitKilledAt(n: number, store: string, step: number): boolean {
  const { weights, optimizerSteps } = snapshotOf(NEW);
  const plain = { weights: weights.toString('base64'), optimizerSteps };
  const args = [killer, String(n), commit, store, JSON.stringify(plain), JSON.stringify(positionAt(step)), '10'];
  const { signal, status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (signal === null && status !== 0) throw new Error(stderr);
  return signal === 'SIGKILL';
}

describe('a process that is killed at any file operation of a checkpoint’s commit', () => {
  it.each([
    ['of a later step', 20],
    ['of the same step, once more', 10],
  ])('leaves the old checkpoint or the new one (%s)', async (_what, step) => {
    const found: number[] = [];
    for (let n = 1, killed = true; killed; n++) {
      const store = join(folder, `${step}-${n}`);
      await cp(join(folder, 'before'), store, { recursive: true });
      killed = commitKilledAt(n, store, step);
      const latest = await findLatestCheckpoint(new DiskStore(store), JOB, step, (damage) => {
        throw damage;
      });
      const value = latest?.manifest.optimizerSteps.generator as number;
      expect([OLD, NEW]).toContain(value);
      expect(latest?.tensors).toEqual(decodeSafetensors(snapshotOf(value).weights));
      expect(latest?.manifest.step).toBe(value === OLD ? 10 : step);
      found.push(value);
    }
    // From some operation on it is the new one: neither before all of them nor after.
    expect(found[0]).toBe(OLD);
    expect(found.at(-1)).toBe(NEW);
    expect(found).toEqual([...found].sort());
    expect(found.length).toBeGreaterThan(15);
  });
});

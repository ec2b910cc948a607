import { describe, expect, it } from 'vitest';
import { SharedReads } from '../../src/jobs/records/shared-reads.js';

describe('reads that share', () => {
  it('are one read for those who ask in the same turn, and another for those who ask when it has begun', async () => {
    const reads: string[] = [];
    const shared = new SharedReads(async (id) => {
      reads.push(id);
      // Whoever asks now must not be given what was read before it asked.
      if (reads.length === 1) later = shared.get('a');
      return reads.length;
    });
    let later: Promise<number> | undefined;
    expect(await Promise.all([shared.get('a'), shared.get('b'), shared.get('a')])).toEqual([1, 2, 1]);
    expect(await later).toBe(3);
    expect(reads).toEqual(['a', 'b', 'a']);
  });

  it('fail together, and are tried again by the next', async () => {
    let fails = true;
    const shared = new SharedReads(async (id) => {
      if (fails) throw new Error(`no ${id}`);
      return id;
    });
    const results = await Promise.allSettled([shared.get('a'), shared.get('a')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect(await shared.get('a')).toBe('a');
  });
});

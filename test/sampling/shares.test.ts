import { describe, expect, it } from 'vitest';
import { shareOut } from '../../src/sampling/shares.js';
import { fc } from '../support/properties.js';

const upTo64 = (designs: number) => Math.min(designs, 64);
const counts = (remaining: number[]) => shareOut(remaining, upTo64).map(({ count }) => count);

describe('the shares of a pass', () => {
  it('finish small requests, and leave the rest to large ones', () => {
    expect(counts([10_000, 1, 1])).toEqual([62, 1, 1]);
    expect(counts([100, 100])).toEqual([32, 32]);
    expect(counts([5, 100, 40])).toEqual([5, 30, 29]);
  });

  it('go to those that came first where there is not a design for each', () => {
    const shares = shareOut(new Array(70).fill(1), upTo64);
    expect(shares.map(({ which }) => which)).toEqual([...new Array(64).keys()]);
  });

  it('fill the pass, and give nobody more than another that is left unfinished', () => {
    const requests = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(requests, (remaining) => {
        const shares = shareOut(remaining, upTo64);
        const total = remaining.reduce((sum, count) => sum + count, 0);
        expect(shares.reduce((sum, { count }) => sum + count, 0)).toBe(upTo64(total));
        const unfinished = shares.filter(({ which, count }) => count < (remaining[which] as number));
        const most = Math.max(...shares.map(({ count }) => count));
        for (const { count } of unfinished) expect(most - count).toBeLessThanOrEqual(1);
        for (const { count } of shares) expect(count).toBeGreaterThan(0);
      }),
    );
  });
});

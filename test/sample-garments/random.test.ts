import { describe, expect, test } from 'vitest';
import { randomFor } from '../../scripts/sample-garments/random.js';

describe('randomFor', () => {
  const draw = (name: string, seed: number) => {
    const random = randomFor(name, seed);
    return Array.from({ length: 8 }, () => random.between(0, 1));
  };

  test('is a function of name and seed', () => {
    expect(draw('dress', 3)).toEqual(draw('dress', 3));
    expect(draw('dress', 3)).not.toEqual(draw('dress', 4));
    expect(draw('dress', 3)).not.toEqual(draw('skirt', 3));
  });

  test('gives neighbouring seeds unrelated first draws', () => {
    const firsts = Array.from({ length: 2000 }, (_, seed) => draw('shoe', seed)[0] ?? 0);
    const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
    // The standard error of the mean of 2000 uniform draws is 0.0065; of their lag-1 covariance, 0.0019.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.026);
    const lagged = firsts.slice(1).reduce((sum, value, i) => sum + (value - mean) * ((firsts[i] ?? 0) - mean), 0);
    expect(Math.abs(lagged / firsts.length)).toBeLessThan(0.0076);
  });

  test('weighs names, and never gives one without weight', () => {
    const random = randomFor('weights', 1);
    const counts = { often: 0, seldom: 0, never: 0 };
    for (let i = 0; i < 4000; i++) counts[random.weighted({ often: 3, seldom: 1, never: 0 })] += 1;
    expect(counts.never).toBe(0);
    expect(counts.often / 4000).toBeCloseTo(0.75, 1);
    expect(() => random.weighted({ never: 0 })).toThrow(/positive weight/);
  });
});

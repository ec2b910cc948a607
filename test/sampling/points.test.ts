import { describe, expect, it } from 'vitest';
import { latentVector } from '../../src/sampling/latents.js';
import { latentsOf, slerp } from '../../src/sampling/points.js';

const NZ = 100;

function norm(vector: Float32Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value ** 2, 0));
}

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0) / (norm(a) * norm(b));
}

describe('truncated latents', () => {
  it('are those of the seed with what is too far out left away', () => {
    const truncated = latentVector(7, NZ, 0.5);
    const kept = latentVector(7, 10 * NZ).filter((value) => Math.abs(value) <= 0.5);
    expect([...truncated]).toEqual([...kept.subarray(0, NZ)]);
    expect(latentVector(7, NZ, 100)).toEqual(latentVector(7, NZ));
  });

  it('have the variance of the truncated normal distribution', () => {
    const values = Array.from({ length: 200 }, (_, seed) => [...latentVector(seed, NZ, 1)]).flat();
    const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    // 1 − 2φ(1)/(2Φ(1) − 1) = 0.2911; 20,000 values have a standard error of 0.0019.
    expect(Math.abs(variance - 0.2911)).toBeLessThan(0.006);
  });
});

describe('between two designs', () => {
  const [from, to] = [latentVector(1, NZ), latentVector(2, NZ)];

  it('the ends are the designs themselves, bit for bit', () => {
    expect(latentsOf({ interpolate: { between: [1, 2], at: 0 } }, NZ)).toEqual(from);
    expect(latentsOf({ interpolate: { between: [1, { seed: 2 }], at: 1 } }, NZ)).toEqual(to);
  });

  it('latents lie on the great circle: angles grow evenly, and lengths stay between those of the ends', () => {
    const angle = Math.acos(cosine(from, to));
    for (const at of [0.25, 0.5, 0.75]) {
      const [a, b] = [from, to].map((end) => end.map((value) => value / norm(end))) as [Float32Array, Float32Array];
      const between = slerp(a, b, at);
      expect(norm(between)).toBeCloseTo(1, 5);
      expect(Math.acos(cosine(a, between))).toBeCloseTo(at * angle, 5);
    }
  });

  it('that have no circle of their own, the straight line is taken', () => {
    const opposite = from.map((value) => -value);
    expect([...slerp(from, from, 0.3)]).toEqual([...from.map((value) => 0.7 * value + 0.3 * value)]);
    expect(norm(slerp(from, opposite, 0.5))).toBe(0);
    const half = slerp(new Float32Array(NZ), to, 0.5);
    expect([...half]).toEqual([...to.map((value) => value / 2)]);
  });
});

describe('variations', () => {
  const variation = (amount: number) => latentsOf({ variations: { of: 1, amount }, seed: 9 }, NZ);

  it('are the design at amount 0, that of the seed at 1, and closer to it the less they vary', () => {
    const design = latentVector(1, NZ);
    expect(variation(0)).toEqual(design);
    expect(variation(1)).toEqual(latentVector(9, NZ));
    const likeness = [0.1, 0.3, 0.6, 0.9].map((amount) => cosine(design, variation(amount)));
    expect(likeness).toEqual(likeness.toSorted((a, b) => b - a));
    expect(likeness[0]).toBeGreaterThan(0.98);
  });

  it('are as long as normal latents', () => {
    const lengths = Array.from({ length: 100 }, (_, seed) =>
      norm(latentsOf({ variations: { of: 1, amount: 0.7 }, seed }, NZ)),
    );
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    expect(Math.abs(mean - Math.sqrt(NZ))).toBeLessThan(0.5);
  });
});

describe('arithmetic', () => {
  it('adds and takes away averages of latents', () => {
    const vector = (value: number) => ({ latents: [value, 2 * value] });
    const sum = latentsOf({ arithmetic: { a: [vector(1), vector(3)], b: [vector(5)], c: [vector(10)] } }, 2);
    expect([...sum]).toEqual([7, 14]);
  });

  it('of a design, less another and that other again, is the design', () => {
    const sum = latentsOf({ arithmetic: { a: [4], b: [5], c: [5] } }, NZ);
    for (const [i, value] of latentVector(4, NZ).entries()) expect(sum[i]).toBeCloseTo(value, 5);
  });
});

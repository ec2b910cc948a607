import type { Point, RecipePoint } from '../contracts/recipe.js';
import { latentVector } from './latents.js';

/** Two vectors closer to parallel than this have no great circle through them that floats could follow; in radians. */
const PARALLEL = 1e-6;

/**
 * The latents of a place in latent space.
 * @param point its explicit latents, if any, have length nz
 */
export function latentsOf(point: Point | RecipePoint, nz: number): Float32Array {
  if (typeof point === 'number') return latentVector(point, nz);
  // A point that is derived has none of the other ways: the contract refuses it.
  const { seed, truncation, latents, interpolate, variations, arithmetic } = point as RecipePoint;
  if (latents) return Float32Array.from(latents);
  if (interpolate) {
    const [from, to] = interpolate.between;
    return slerp(latentsOf(from, nz), latentsOf(to, nz), interpolate.at);
  }
  if (arithmetic) {
    const [a, b, c] = [arithmetic.a, arithmetic.b, arithmetic.c].map((points) => average(points, nz)) as Triple;
    return a.map((value, i) => value - (b[i] as number) + (c[i] as number));
  }
  const drawn = latentVector(seed as number, nz, truncation);
  return variations ? vary(latentsOf(variations.of, nz), drawn, variations.amount) : drawn;
}

type Triple = [Float32Array, Float32Array, Float32Array];

/**
 * Spherical linear interpolation (Shoemake, "Animating Rotation with Quaternion Curves", 1985; for latents: White,
 * "Sampling Generative Networks", 2016). In many dimensions, normal vectors lie near a sphere: a straight line would leave
 * it, and designs halfway would look unlike any that the generator was trained to make.
 *
 * @param at 0 gives `from` and 1 gives `to`, bit for bit
 */
export function slerp(from: Float32Array, to: Float32Array, at: number): Float32Array {
  if (at === 0) return from;
  if (at === 1) return to;
  const cosine = dot(from, to) / (Math.sqrt(dot(from, from)) * Math.sqrt(dot(to, to)));
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  // Zero vectors have no angle, and on parallel or opposite ones the circle is not defined: the straight line is.
  const curved = angle > PARALLEL && Math.PI - angle > PARALLEL;
  const [first, second] = curved
    ? [Math.sin((1 - at) * angle) / Math.sin(angle), Math.sin(at * angle) / Math.sin(angle)]
    : [1 - at, at];
  return from.map((value, i) => first * value + second * (to[i] as number));
}

/** √(1 − amount²)·z + amount·ε: of two normal vectors it makes another, so it stays where the generator was trained. */
function vary(latents: Float32Array, drawn: Float32Array, amount: number): Float32Array {
  const kept = Math.sqrt(1 - amount ** 2);
  return latents.map((value, i) => kept * value + amount * (drawn[i] as number));
}

function average(points: readonly Point[], nz: number): Float32Array {
  const sum = new Float64Array(nz);
  for (const point of points) {
    for (const [i, value] of latentsOf(point, nz).entries()) sum[i] = (sum[i] as number) + value;
  }
  return Float32Array.from(sum, (value) => value / points.length);
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}

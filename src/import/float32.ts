import type { TensorType } from '../storage/safetensors-header.js';

/** Types of floats that become float32. */
const readers = {
  F32: (bytes) => new Float32Array(bytes),
  F64: (bytes) => Float32Array.from(new Float64Array(bytes)),
  F16: (bytes) => Float32Array.from(new Uint16Array(bytes), ofHalf),
  // bfloat16 is the upper half of a float32.
  BF16: (bytes) => new Float32Array(Uint32Array.from(new Uint16Array(bytes), (bits) => bits << 16).buffer),
} as const satisfies Partial<Record<TensorType, (bytes: ArrayBuffer) => Float32Array<ArrayBuffer>>>;

export function isFloat(type: TensorType): type is keyof typeof readers {
  return Object.hasOwn(readers, type);
}

/**
 * Numbers as float32.
 * @param type one of those that `isFloat` is true of
 * @param bytes little-endian
 */
export function asFloat32(type: TensorType, bytes: ArrayBuffer): Float32Array<ArrayBuffer> {
  if (!isFloat(type)) throw new TypeError(`${type} is no type of floats`);
  return readers[type](bytes);
}

/** A half-precision number by its 16 bits: a sign, 5 of exponent, 10 of fraction (IEEE 754 binary16). */
function ofHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 1024;
  if (exponent === 0) return sign * fraction * 2 ** -14;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction) * 2 ** (exponent - 15);
}

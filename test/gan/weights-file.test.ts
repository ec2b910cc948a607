/** Files of weights that are damaged or lie: whatever the bytes, a reader gets tensors or `checkpoint_damaged`. */

import { describe, expect, it } from 'vitest';
import { AtelierError } from '../../src/errors.js';
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from '../../src/storage/safetensors.js';
import { fc } from '../support/properties.js';

const shapes = fc.array(fc.nat({ max: 4 }), { maxLength: 4 });
const tensors: fc.Arbitrary<NamedTensor[]> = fc.uniqueArray(
  fc.record({ name: fc.string({ unit: 'grapheme' }), shape: shapes }).chain(({ name, shape }) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const values = fc.array(fc.float(), { minLength: size, maxLength: size });
    return values.map((data) => ({ name, shape, data: Float32Array.from(data) }));
  }),
  { selector: ({ name }) => name, maxLength: 4 },
);
const ordinary = tensors.map((list) => list.filter(({ name }) => name !== '__metadata__' && name !== '__proto__'));

const weights = [
  { name: 'generator.main.0.weight', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
  { name: 'generator.main.1.bias', shape: [2], data: Float32Array.of(7, 8) },
];

/** How a reader fares: the tensors' number, or the code of the error. Anything else that is thrown gets out. */
function outcome(bytes: Uint8Array): number | string {
  try {
    return decodeSafetensors(bytes).size;
  } catch (error) {
    if (error instanceof AtelierError) return error.code;
    throw error;
  }
}

function fileOf(header: unknown, tensorBytes = 8): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(tensorBytes)]);
}

const entry = (dtype: unknown, shape: unknown, from: unknown, to: unknown) => ({
  dtype,
  shape,
  data_offsets: [from, to],
});

describe('a file of weights', () => {
  it('gives back any tensors bit for bit', () => {
    fc.assert(
      fc.property(ordinary, (list) => {
        const read = decodeSafetensors(encodeSafetensors(list));
        // By name: JavaScript puts names that are numbers first.
        expect(list.map(({ name }) => read.get(name))).toEqual(list);
        expect(read.size).toBe(list.length);
      }),
    );
  });

  it('is read from anywhere in a larger buffer', () => {
    const file = encodeSafetensors(weights);
    const larger = Buffer.concat([Buffer.alloc(3), file, Buffer.alloc(5)]);
    expect([...decodeSafetensors(larger.subarray(3, 3 + file.length)).values()]).toEqual(weights);
  });

  it('keeps its tensors when the bytes that it was read from change', () => {
    const file = encodeSafetensors(weights);
    const read = decodeSafetensors(file);
    file.fill(0);
    expect([...read.values()]).toEqual(weights);
  });

  it('follows the format: aligned header, tensors end to end in order, nothing after them', () => {
    const file = encodeSafetensors(weights, { step: '1' });
    const length = Number(file.readBigUInt64LE(0));
    expect(length % 8).toBe(0);
    const json = file.toString('utf8', 8, 8 + length);
    expect(json).toMatch(/^\{.*\} *$/);
    expect(JSON.parse(json)).toEqual({
      __metadata__: { step: '1' },
      'generator.main.0.weight': entry('F32', [2, 3], 0, 24),
      'generator.main.1.bias': entry('F32', [2], 24, 32),
    });
    expect(file.readFloatLE(8 + length + 24)).toBe(7);
    expect(file).toHaveLength(8 + length + 32);
  });
});

describe('damage', () => {
  it('is found or harmless, whichever bytes are overwritten', () => {
    const file = encodeSafetensors(weights);
    const place = fc.nat({ max: file.length - 1 });
    fc.assert(
      fc.property(fc.array(fc.tuple(place, fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 }), (changes) => {
        const damaged = Buffer.from(file);
        for (const [position, byte] of changes) damaged[position] = byte;
        expect(['checkpoint_damaged', 0, 1, 2]).toContain(outcome(damaged));
      }),
      { numRuns: 2000 },
    );
  });

  it('is found or harmless in bytes of any origin', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void outcome(bytes)),
      { numRuns: 1000 },
    );
  });

  it('is found or harmless in a header of any JSON', () => {
    const counts = fc.array(fc.oneof(fc.integer({ min: -4, max: 12 }), fc.jsonValue()), { maxLength: 3 });
    const lie = fc.record({ dtype: fc.constantFrom('F32', 'F64', null), shape: counts, data_offsets: counts });
    const header = fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.oneof(lie, fc.jsonValue())));
    fc.assert(
      fc.property(header, (value) => void outcome(fileOf(value))),
      { numRuns: 2000 },
    );
  });

  it.each([2n ** 64n - 1n, 2n ** 63n, 2n ** 53n, 100_000_001n, 17n])(
    'is found in a header that claims %d bytes, without making room for them',
    (length) => {
      const file = Buffer.alloc(24, ' ');
      file.writeBigUInt64LE(length);
      const before = process.memoryUsage().arrayBuffers;
      expect(outcome(file)).toBe('checkpoint_damaged');
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
    },
  );

  // An overlap would make much memory of few bytes.
  it.each([
    ['two tensors share bytes', { a: entry('F32', [2], 0, 8), b: entry('F32', [1], 4, 8) }],
    ['bytes belong to no tensor', { a: entry('F32', [1], 0, 4) }],
  ])('is found where %s', (_, header) => {
    expect(outcome(fileOf(header))).toBe('checkpoint_damaged');
  });
});

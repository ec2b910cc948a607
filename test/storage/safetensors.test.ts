import { describe, expect, it } from 'vitest';
import { AtelierError } from '../../src/errors.js';
import { decodeSafetensors, encodeSafetensors } from '../../src/storage/safetensors.js';

const tensors = [
  { name: 'a', shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, 1e-30, 1e30) },
  { name: 'b', shape: [1], data: Float32Array.of(Math.PI) },
];

function damage(bytes: Uint8Array): unknown {
  try {
    return decodeSafetensors(bytes);
  } catch (error) {
    return error instanceof AtelierError ? error.code : error;
  }
}

/** A file with this header and no tensors. */
function withHeader(json: string, length = json.length): Buffer {
  const file = Buffer.alloc(8 + json.length);
  file.writeBigUInt64LE(BigInt(length));
  file.write(json, 8);
  return file;
}

describe('safetensors', () => {
  it('gives back what was written, and equal bytes for equal tensors', () => {
    const file = encodeSafetensors(tensors, { step: '3' });
    expect([...decodeSafetensors(file).values()]).toEqual(tensors);
    expect(encodeSafetensors(tensors, { step: '3' }).equals(file)).toBe(true);
    expect(Number(file.readBigUInt64LE(0)) % 8).toBe(0);
  });

  it('asks for a tensor when its turn comes, and refuses one that does not fit', () => {
    const asked: string[] = [];
    const lazily = tensors.map(({ name, shape, data }) => ({
      name,
      shape,
      data: () => {
        asked.push(name);
        return data;
      },
    }));
    expect(encodeSafetensors(lazily).equals(encodeSafetensors(tensors))).toBe(true);
    expect(asked).toEqual(['a', 'b']);
    expect(() => encodeSafetensors([{ name: 'a', shape: [4], data: new Float32Array(3) }])).toThrow('a does not fit');
  });

  it('finds a file that was cut off anywhere', () => {
    const file = encodeSafetensors(tensors);
    for (let length = 0; length < file.length; length++) {
      expect(damage(file.subarray(0, length)), `cut to ${length} bytes`).toBe('checkpoint_damaged');
    }
  });

  it.each([
    ['is not JSON', withHeader('{"a":')],
    ['is no object', withHeader('null')],
    ['is a list', withHeader('[]')],
    ['has no entry behind a name', withHeader('{"a":null}')],
    ['has a shape that is no count', withHeader('{"a":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}    ')],
    ['has offsets that are no numbers', withHeader('{"a":{"dtype":"F32","shape":[0],"data_offsets":["0",0]}}')],
    ['is longer than the file', withHeader('{}', 2 ** 40)],
    ['names another type', withHeader('{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}')],
    ['reaches beyond the file', withHeader('{"a":{"dtype":"F32","shape":[9],"data_offsets":[0,36]}}')],
    ['has a negative offset', withHeader('{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}')],
    ['lies about a shape', withHeader('{"a":{"dtype":"F32","shape":[1e300],"data_offsets":[0,4]}}')],
  ])('refuses a header that %s', (_what, file) => {
    expect(damage(file)).toBe('checkpoint_damaged');
  });

  it('refuses tensors that share their bytes before it copies any of them', () => {
    const megabytes = 4;
    const shared = { dtype: 'F32', shape: [megabytes * 2 ** 18], data_offsets: [0, megabytes * 2 ** 20] };
    const header = JSON.stringify(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`t${i}`, shared])));
    const file = Buffer.concat([withHeader(header), Buffer.alloc(megabytes * 2 ** 20)]);
    const before = process.memoryUsage().arrayBuffers;
    expect(damage(file)).toBe('checkpoint_damaged');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(megabytes * 2 ** 20);
  });
});

/** Whole safetensors files of float32 tensors, in memory. The format holds numbers and nothing that could run. */
import { AtelierError } from '../errors.js';
import {
  elementCount,
  encodeHead,
  headerLength,
  LENGTH_BYTES,
  parseHeader,
  SafetensorsError,
} from './safetensors-header.js';

export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A tensor to write; a function is called when its turn comes, so that not all need be in memory at once. */
export interface TensorToWrite extends Omit<NamedTensor, 'data'> {
  readonly data: Float32Array | (() => Float32Array);
}

/**
 * Writes float32 tensors in the given order. Equal tensors give equal bytes.
 * @param into memory to write to, of an earlier file of the same size; otherwise it is new
 */
export function encodeSafetensors(
  tensors: readonly TensorToWrite[],
  metadata: Record<string, string> = {},
  into?: Buffer,
): Buffer {
  const head = encodeHead(
    tensors.map(({ name, shape }) => ({ name, shape, type: 'F32' })),
    metadata,
  );
  const numbers = tensors.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const length = head.length + numbers * Float32Array.BYTES_PER_ELEMENT;
  const file = into?.length === length ? into : Buffer.allocUnsafe(length);
  head.copy(file);
  let position = head.length;
  for (const { name, shape, data: given } of tensors) {
    const data = typeof given === 'function' ? given() : given;
    if (data.length !== elementCount(shape)) throw new RangeError(`${name} does not fit its shape [${shape}]`);
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return file;
}

/**
 * Reads the float32 tensors of a file.
 * @throws AtelierError `checkpoint_damaged` if the bytes are not a whole safetensors file of float32 tensors
 */
export function decodeSafetensors(file: Uint8Array): Map<string, NamedTensor> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  try {
    const start = LENGTH_BYTES + headerLength(bytes, bytes.length);
    // Before anything is copied: tensors that overlap would make much memory of few bytes.
    const located = parseHeader(bytes.subarray(LENGTH_BYTES, start), bytes.length - start);
    return new Map(
      located.map(({ name, type, shape, from, to }) => {
        if (type !== 'F32') throw new SafetensorsError(`${name} is not F32`);
        // Copied: a Float32Array must start at a multiple of four, which a slice of a larger buffer may not.
        const data = new Float32Array(Uint8Array.from(bytes.subarray(start + from, start + to)).buffer);
        return [name, { name, shape, data }];
      }),
    );
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw error;
    throw new AtelierError('checkpoint_damaged', `The weights are not a safetensors file: ${error.message}.`);
  }
}

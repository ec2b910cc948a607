/**
 * The safetensors format: 8 bytes with the header's length, a JSON header, then the tensors' bytes, little-endian.
 * It holds numbers and nothing that could run. Source: https://github.com/huggingface/safetensors
 */
import { AtelierError } from '../errors.js';

export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A tensor to write; a function is called when its turn comes, so that not all need be in memory at once. */
export interface TensorToWrite extends Omit<NamedTensor, 'data'> {
  readonly data: Float32Array | (() => Float32Array);
}

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: number[];
  readonly data_offsets: [number, number];
}

/** The format's own bound on its header, in bytes. */
const MAX_HEADER_BYTES = 100_000_000;
const LENGTH_BYTES = 8;

/**
 * Writes float32 tensors in the given order. Equal tensors give equal bytes.
 * @param into memory to write to, of an earlier file of the same size; otherwise it is new
 */
export function encodeSafetensors(
  tensors: readonly TensorToWrite[],
  metadata: Record<string, string> = {},
  into?: Buffer,
): Buffer {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, shape } of tensors) {
    const end = offset + elementCount(shape) * Float32Array.BYTES_PER_ELEMENT;
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, end] };
    offset = end;
  }
  // Padded with spaces so that the tensors start at a multiple of 8, as the reference implementation does.
  const json = Buffer.from(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const length = LENGTH_BYTES + headerLength + offset;
  const file = into?.length === length ? into : Buffer.allocUnsafe(length);
  file.writeBigUInt64LE(BigInt(headerLength), 0);
  file.fill(' ', LENGTH_BYTES, LENGTH_BYTES + headerLength);
  json.copy(file, LENGTH_BYTES);
  let position = LENGTH_BYTES + headerLength;
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
  if (bytes.length < LENGTH_BYTES) throw damaged('it is shorter than its header');
  const headerLength = Number(bytes.readBigUInt64LE(0));
  const start = LENGTH_BYTES + headerLength;
  if (headerLength > MAX_HEADER_BYTES || start > bytes.length) throw damaged('its header is cut off');
  const found: Found[] = [];
  for (const [name, entry] of Object.entries(parseHeader(bytes.subarray(LENGTH_BYTES, start)))) {
    if (name !== '__metadata__') found.push(parseEntry(name, entry, bytes.length - start));
  }
  // Before anything is copied: tensors that overlap would make much memory of few bytes.
  refuseGapsAndOverlaps(found, bytes.length - start);
  return new Map(
    found.map(({ name, shape, from, to }) => {
      // Copied: a Float32Array must start at a multiple of four, which a slice of a larger buffer may not.
      const data = new Float32Array(Uint8Array.from(bytes.subarray(start + from, start + to)).buffer);
      return [name, { name, shape, data }];
    }),
  );
}

function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, count) => product * count, 1);
}

/** A tensor as the header has it: where its bytes are, counted from the header's end. */
interface Found {
  readonly name: string;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** @param length of all tensors together, in bytes */
function parseEntry(name: string, entry: unknown, length: number): Found {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Partial<HeaderEntry>;
  if (dtype !== 'F32' || !isCounts(shape) || !isCounts(offsets)) throw damaged(`${name} is not F32`);
  const [from = 0, to = 0] = offsets;
  if (offsets.length !== 2 || to - from !== elementCount(shape) * 4 || to > length)
    throw damaged(`${name} does not fit its shape`);
  return { name, shape, from, to };
}

/** The format wants every byte after the header to belong to exactly one tensor. */
function refuseGapsAndOverlaps(tensors: readonly Found[], length: number): void {
  let end = 0;
  for (const { from, to } of tensors.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end) throw damaged('its tensors overlap or leave a gap');
    end = to;
  }
  if (end !== length) throw damaged('bytes at its end belong to no tensor');
}

function parseHeader(json: Buffer): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(json.toString());
    if (typeof header === 'object' && header !== null && !Array.isArray(header))
      return header as Record<string, unknown>;
  } catch {
    // Falls through: not JSON is as damaged as JSON that is no object.
  }
  throw damaged('its header is not JSON');
}

/** Whole numbers from 0: a shape, or offsets. */
function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}

function damaged(what: string): AtelierError {
  return new AtelierError('checkpoint_damaged', `The weights are not a safetensors file: ${what}.`);
}

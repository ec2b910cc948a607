/**
 * The head of a safetensors file: 8 bytes with the header's length, then the header, JSON that says where each tensor's
 * bytes are. The tensors follow, little-endian. Source: https://github.com/huggingface/safetensors
 */

/** Bytes of a number of each type that the format knows. */
const bytesOfType = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, I16: 2, I8: 1, U8: 1, BOOL: 1 } as const;
export type TensorType = keyof typeof bytesOfType;

export interface TensorSpec {
  readonly name: string;
  readonly type: TensorType;
  readonly shape: readonly number[];
}

/** A tensor as the header has it: where its bytes are, counted from the header's end. */
export interface LocatedTensor extends TensorSpec {
  readonly from: number;
  readonly to: number;
}

/** What is wrong with a file; whoever reads it says what file it is. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';
}

/** Bytes before the header. */
export const LENGTH_BYTES = 8;
/** The format's own bound on its header, in bytes. */
const MAX_HEADER_BYTES = 100_000_000;

/** All that comes before the tensors' bytes, which are to follow in the given order. Equal tensors give equal bytes. */
export function encodeHead(tensors: readonly TensorSpec[], metadata: Record<string, string> = {}): Buffer {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, type, shape } of tensors) {
    const end = offset + byteCount(type, shape);
    header[name] = { dtype: type, shape, data_offsets: [offset, end] };
    offset = end;
  }
  // Padded with spaces so that the tensors start at a multiple of 8, as the reference implementation does.
  const json = Buffer.from(JSON.stringify(header));
  const head = Buffer.alloc(LENGTH_BYTES + Math.ceil(json.length / 8) * 8, ' ');
  head.writeBigUInt64LE(BigInt(head.length - LENGTH_BYTES), 0);
  json.copy(head, LENGTH_BYTES);
  return head;
}

/**
 * @param start the file's first bytes
 * @param fileBytes length of the whole file
 * @param maxBytes what the reader takes at most
 * @returns the header's length
 * @throws SafetensorsError if there is no such header
 */
export function headerLength(start: Buffer, fileBytes: number, maxBytes = MAX_HEADER_BYTES): number {
  if (start.length < LENGTH_BYTES) throw new SafetensorsError('it is shorter than its header');
  const length = Number(start.readBigUInt64LE(0));
  if (length > maxBytes) throw new SafetensorsError(`its header is longer than ${maxBytes} bytes`);
  if (LENGTH_BYTES + length > fileBytes) throw new SafetensorsError('its header is cut off');
  return length;
}

/**
 * @param json the header
 * @param dataBytes bytes that follow it
 * @returns the tensors in the order of their bytes: every byte belongs to exactly one
 * @throws SafetensorsError for anything else
 */
export function parseHeader(json: Buffer, dataBytes: number): LocatedTensor[] {
  const tensors = Object.entries(parseObject(json))
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => parseEntry(name, entry, dataBytes))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  refuseGapsAndOverlaps(tensors, dataBytes);
  return tensors;
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, count) => product * count, 1);
}

export function byteCount(type: TensorType, shape: readonly number[]): number {
  return elementCount(shape) * bytesOfType[type];
}

function parseObject(json: Buffer): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(json.toString());
    if (typeof header === 'object' && header !== null && !Array.isArray(header))
      return header as Record<string, unknown>;
  } catch {
    // Falls through: not JSON is as damaged as JSON that is no object.
  }
  throw new SafetensorsError('its header is not JSON');
}

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: number[];
  readonly data_offsets: [number, number];
}

function parseEntry(name: string, entry: unknown, dataBytes: number): LocatedTensor {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Partial<HeaderEntry>;
  if (!isType(dtype)) throw new SafetensorsError(`${shortened(name)} is of no known type`);
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
    throw new SafetensorsError(`${shortened(name)} has no shape or no offsets`);
  }
  const [from = 0, to = 0] = offsets;
  if (to - from !== byteCount(dtype, shape) || to > dataBytes) {
    throw new SafetensorsError(`${shortened(name)} does not fit its shape`);
  }
  return { name, type: dtype, shape, from, to };
}

function refuseGapsAndOverlaps(tensors: readonly LocatedTensor[], dataBytes: number): void {
  let end = 0;
  for (const { from, to } of tensors) {
    if (from !== end) throw new SafetensorsError('its tensors overlap or leave a gap');
    end = to;
  }
  if (end !== dataBytes) throw new SafetensorsError('bytes at its end belong to no tensor');
}

function isType(value: unknown): value is TensorType {
  return typeof value === 'string' && Object.hasOwn(bytesOfType, value);
}

/** Whole numbers from 0: a shape, or offsets. */
function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}

/** A name may be as long as the header. */
function shortened(name: string): string {
  return name.length > 64 ? `${name.slice(0, 64)}…` : name;
}

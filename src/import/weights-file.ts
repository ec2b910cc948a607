import { type FileHandle, open } from 'node:fs/promises';
import { AtelierError } from '../errors.js';
import {
  headerLength,
  LENGTH_BYTES,
  type LocatedTensor,
  parseHeader,
  SafetensorsError,
} from '../storage/safetensors-header.js';
import { asFloat32 } from './float32.js';

/** A hundred times what the header of a network's weights takes, in bytes. */
const MAX_HEADER_BYTES = 1024 ** 2;

/** How files begin that `torch.save` wrote: a zip in newer versions, a pickle in older ones. */
const TORCH_SAVE = [Buffer.from('PK\x03\x04', 'latin1'), Buffer.from([0x80, 0x02]), Buffer.from([0x80, 0x04])];

/**
 * A safetensors file of somebody else's, as hostile as may be. Its header is bounded and checked before anything else is
 * read, and then one tensor is in memory at a time; a tensor is never larger than the file.
 */
export class WeightsFile {
  private constructor(
    /** What the file is told apart by in messages. */
    readonly label: string,
    /** In the order of their bytes. */
    readonly tensors: readonly LocatedTensor[],
    private readonly file: FileHandle,
    private readonly dataStart: number,
  ) {}

  /** @throws AtelierError `weights_invalid` if it is not a whole safetensors file */
  static async open(path: string, label: string): Promise<WeightsFile> {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const start = await readAt(file, 0, Math.min(size, LENGTH_BYTES));
      refusePickles(label, start);
      const length = headerLength(start, size, MAX_HEADER_BYTES);
      const dataStart = LENGTH_BYTES + length;
      const tensors = parseHeader(await readAt(file, LENGTH_BYTES, length), size - dataStart);
      return new WeightsFile(label, tensors, file, dataStart);
    } catch (error) {
      await file.close();
      if (!(error instanceof SafetensorsError)) throw error;
      throw invalidWeights(label, `it is not a safetensors file: ${error.message}`);
    }
  }

  /**
   * @param tensor one of the file's, of floats of any precision
   * @returns its numbers as float32: half precision is kept as it is, double precision is rounded
   * @throws AtelierError `weights_invalid` if it holds NaN, Infinity or what float32 has no room for, or a variance below 0
   */
  async read({ name, type, from, to }: LocatedTensor): Promise<Float32Array<ArrayBuffer>> {
    const data = asFloat32(type, (await readAt(this.file, this.dataStart + from, to - from)).buffer);
    const isVariance = name.endsWith('.running_var');
    for (const value of data) {
      if (!Number.isFinite(value)) throw invalidWeights(this.label, `${name} holds NaN or Infinity`);
      if (isVariance && value < 0) throw invalidWeights(this.label, `${name} holds a variance below 0`);
    }
    return data;
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

/** A `weights_invalid` that names the file. */
export function invalidWeights(label: string, what: string): AtelierError {
  return new AtelierError('weights_invalid', `The ${label}'s weights can't be used: ${what}.`);
}

function refusePickles(label: string, start: Buffer): void {
  if (!TORCH_SAVE.some((magic) => start.subarray(0, magic.length).equals(magic))) return;
  throw invalidWeights(
    label,
    'the file was written by torch.save, and may hold code, which is never run here. Convert it where you trust it: ' +
      "safetensors.torch.save_file(torch.load('net.pth', map_location='cpu', weights_only=True), 'net.safetensors')",
  );
}

/** In memory of its own, so that numbers can be seen in it where they are. */
async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer<ArrayBuffer>> {
  const bytes = Buffer.from(new ArrayBuffer(length));
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new SafetensorsError('it was cut off while it was read');
    filled += bytesRead;
  }
  return bytes;
}

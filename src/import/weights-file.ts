import { type FileHandle, open } from 'node:fs/promises';
import { AtelierError } from '../errors.js';
import {
  headerLength,
  LENGTH_BYTES,
  type LocatedTensor,
  parseHeader,
  SafetensorsError,
} from '../storage/safetensors-header.js';

/** A hundred times what the header of a network's weights takes, in bytes. */
const MAX_HEADER_BYTES = 1024 ** 2;

/** What the names of a module have before them that was saved inside DataParallel. */
const DATA_PARALLEL = 'module.';

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
    /** By the names that the tutorial's module gives them. */
    readonly tensors: ReadonlyMap<string, LocatedTensor>,
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
      const inDataParallel = tensors.length > 0 && tensors.every(({ name }) => name.startsWith(DATA_PARALLEL));
      const named = tensors.map((tensor) => {
        const name = inDataParallel ? tensor.name.slice(DATA_PARALLEL.length) : tensor.name;
        return [name, tensor] as const;
      });
      return new WeightsFile(label, new Map(named), file, dataStart);
    } catch (error) {
      await file.close();
      if (!(error instanceof SafetensorsError)) throw error;
      throw invalidWeights(label, `it is not a safetensors file: ${error.message}`);
    }
  }

  /**
   * @param name of a float32 tensor that is there
   * @throws AtelierError `weights_invalid` if it holds NaN or Infinity, or a variance below 0
   */
  async read(name: string): Promise<Float32Array> {
    const { from, to } = this.tensors.get(name) as LocatedTensor;
    const bytes = await readAt(this.file, this.dataStart + from, to - from);
    const data = new Float32Array(bytes.buffer);
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

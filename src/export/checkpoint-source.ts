import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { CheckpointManifest } from '../contracts/checkpoint.js';
import { AtelierError } from '../errors.js';
import type { Parameter } from '../models/parameter.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import { ByteReader } from '../storage/byte-reader.js';
import type { NamedTensor } from '../storage/safetensors.js';
import {
  headerLength,
  LENGTH_BYTES,
  type LocatedTensor,
  parseHeader,
  SafetensorsError,
} from '../storage/safetensors-header.js';
import type { NetworkName } from './parameters.js';

/**
 * A checkpoint's tensors, one at a time: however large its networks are, no more than one tensor is in memory. Its bytes
 * are checked against their checksum first, so that nothing damaged ever leaves.
 */
export class CheckpointSource {
  private constructor(
    private readonly store: ArtifactStore,
    readonly manifest: CheckpointManifest,
    /** In the order of their bytes. */
    private readonly tensors: readonly LocatedTensor[],
    private readonly dataStart: number,
  ) {}

  /** @throws AtelierError `checkpoint_damaged` if a byte differs, or is missing */
  static async open(store: ArtifactStore, manifest: CheckpointManifest): Promise<CheckpointSource> {
    const { sha256, bytes } = manifest.weights;
    const hash = createHash('sha256');
    for await (const chunk of await open(store, manifest)) hash.update(chunk as Buffer);
    if (hash.digest('hex') !== sha256) throw damaged(manifest, "don't match their checksum");
    const reader = new ByteReader(await open(store, manifest));
    try {
      const length = headerLength(Buffer.from(await reader.take(LENGTH_BYTES)), bytes);
      const dataStart = LENGTH_BYTES + length;
      const tensors = parseHeader(Buffer.from(await reader.take(length)), bytes - dataStart);
      return new CheckpointSource(store, manifest, tensors, dataStart);
    } catch (error) {
      if (!(error instanceof SafetensorsError)) throw error;
      throw damaged(manifest, `are not a safetensors file: ${error.message}`);
    } finally {
      await reader.close();
    }
  }

  /**
   * @param network whose parameters they are
   * @returns the float tensors asked for, which must be in the checkpoint's order
   * @throws AtelierError `checkpoint_damaged` at once if one is not there, or has another shape
   */
  read(network: NetworkName, parameters: readonly Pick<Parameter, 'name' | 'shape'>[]): AsyncGenerator<NamedTensor> {
    let after = 0;
    const wanted = parameters.map(({ name, shape }) => {
      const found = this.tensors.find((tensor) => tensor.name === `${network}.${name}`);
      if (found?.type !== 'F32' || found.shape.join() !== shape.join() || found.from < after) {
        throw damaged(this.manifest, `have no ${network}.${name} of shape [${shape}] in its place`);
      }
      after = found.to;
      return { ...found, name };
    });
    return this.#read(wanted);
  }

  async *#read(wanted: readonly LocatedTensor[]): AsyncGenerator<NamedTensor> {
    const reader = new ByteReader(await open(this.store, this.manifest));
    try {
      await reader.skip(this.dataStart);
      let position = 0;
      for (const { name, shape, from, to } of wanted) {
        await reader.skip(from - position);
        const bytes = await reader.take(to - from);
        if (bytes.length !== to - from) throw damaged(this.manifest, 'were cut off');
        yield { name, shape, data: new Float32Array(bytes.buffer) };
        position = to;
      }
    } finally {
      await reader.close();
    }
  }
}

async function open(store: ArtifactStore, manifest: CheckpointManifest): Promise<Readable> {
  const stream = await store.getStream(manifest.weights.key);
  if (!stream) throw damaged(manifest, 'are missing');
  return stream;
}

function damaged({ id }: CheckpointManifest, what: string): AtelierError {
  return new AtelierError('checkpoint_damaged', `The weights of ${id} ${what}.`);
}

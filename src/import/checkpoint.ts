import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { CheckpointManifest } from '../contracts/checkpoint.js';
import { bytesOf, reversedAxes } from '../export/axes.js';
import { type NetworkName, parametersOfAll } from '../export/parameters.js';
import type { Parameter } from '../models/parameter.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import { weightsKey, writeManifest } from '../storage/manifest-file.js';
import { byteCount, encodeHead, type LocatedTensor } from '../storage/safetensors-header.js';
import { initialTensor } from './fresh-discriminator.js';
import { type FoundNetwork, findNetworks } from './network-sizes.js';
import type { WeightsFile } from './weights-file.js';

/** A tensor of the checkpoint to be, which is made when its turn comes. */
interface Piece extends Pick<Parameter, 'name' | 'shape'> {
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

/** Zeros are written in pieces of so many bytes. */
const ZEROS = new Uint8Array(2 ** 20);

/**
 * Writes the tutorial's weights as a checkpoint of step 0, with which everything can be done that can be with a trained
 * one. Both optimizers are as they are before the first step; without a discriminator, so is that.
 *
 * The weights are gone through twice, a tensor at a time: a checkpoint's name in the store is made of its hash.
 *
 * @param job id of the job whose checkpoint it is
 * @throws AtelierError `weights_invalid`
 */
export async function importCheckpoint(
  store: ArtifactStore,
  job: string,
  generator: WeightsFile,
  discriminator: WeightsFile | undefined,
): Promise<CheckpointManifest> {
  const networks = findNetworks(generator, discriminator);
  const { hyperparameters } = networks;
  const parametersG = parametersOfAll(networks.generator.layers);
  const parametersD = parametersOfAll(networks.discriminator.layers);
  const pieces = [
    ...parametersG.map(fromPyTorch('generator', generator, networks.generator)),
    ...(discriminator
      ? parametersD.map(fromPyTorch('discriminator', discriminator, networks.discriminator))
      : parametersD.map(fresh(hyperparameters.manualSeed))),
    ...moments('generator', parametersG),
    ...moments('discriminator', parametersD),
  ];
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of file(pieces)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  const sha256 = hash.digest('hex');
  const key = weightsKey(job, 0, sha256);
  await store.put(key, Readable.from(file(pieces), { objectMode: false }));
  return await writeManifest(store, {
    job,
    dataset: null,
    epoch: 0,
    step: 0,
    hyperparameters,
    classes: null,
    optimizerSteps: { generator: 0, discriminator: 0 },
    tuning: null,
    quality: null,
    weights: { key, bytes, sha256 },
  });
}

async function* file(pieces: readonly Piece[]): AsyncGenerator<Uint8Array> {
  yield encodeHead(
    pieces.map(({ name, shape }) => ({ name, shape, type: 'F32' })),
    { format: 'atelier-dcgan' },
  );
  for (const { bytes } of pieces) yield* bytes();
}

function fromPyTorch(network: NetworkName, weights: WeightsFile, { tensors }: FoundNetwork) {
  return ({ name, shape }: Parameter): Piece => ({
    name: `${network}.${name}`,
    shape,
    bytes: async function* () {
      const data = await weights.read(tensors.get(name) as LocatedTensor);
      const [height, width, a, b] = shape;
      if (height === undefined || width === undefined || a === undefined || b === undefined) yield bytesOf(data);
      else for await (const slab of reversedAxes(data, [b, a, height * width])) yield bytesOf(slab);
    },
  });
}

function fresh(seed: number) {
  return (parameter: Parameter, index: number): Piece => ({
    name: `discriminator.${parameter.name}`,
    shape: parameter.shape,
    bytes: async function* () {
      yield bytesOf(initialTensor(parameter, seed + index));
    },
  });
}

/** Adam's two moments of all that training changes, before its first step. */
function moments(network: NetworkName, parameters: readonly Parameter[]): Piece[] {
  return parameters
    .filter(({ trainable }) => trainable)
    .flatMap(({ name, shape }) =>
      ['exp_avg', 'exp_avg_sq'].map((moment) => ({
        name: `${network}.${name}.${moment}`,
        shape,
        bytes: () => zeros(byteCount('F32', shape)),
      })),
    );
}

async function* zeros(length: number): AsyncGenerator<Uint8Array> {
  for (let left = length; left > 0; left -= ZEROS.length) yield ZEROS.subarray(0, Math.min(left, ZEROS.length));
}

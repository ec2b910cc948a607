import { type CheckpointManifest, checkpointId, manifestKey } from '../contracts/checkpoint.js';
import type { Hyperparameters } from '../contracts/hyperparameters.js';
import type { Quality } from '../contracts/quality.js';
import type { Tuning } from '../contracts/tuning.js';
import type { Balance } from '../contracts/warning.js';
import type { Variable } from '../engine/variable.js';
import { AtelierError } from '../errors.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import { sha256Of } from '../storage/checksum.js';
import { decodeManifest, weightsKey, writeManifest } from '../storage/manifest-file.js';
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from '../storage/safetensors.js';
import { type Gan, TRAINED_GENERATOR } from './gan.js';

/** Where a run stands: with the weights, all that is needed to go on bit for bit. */
export interface RunPosition {
  readonly job: string;
  readonly dataset: string;
  readonly hyperparameters: Hyperparameters;
  /** Only of a conditional run: the names of its classes. */
  readonly classes?: string[] | null;
  /** Only of a precision that is tuned. */
  readonly tuning?: Tuning | null;
  /** Only of a checkpoint that was evaluated. */
  readonly quality?: Quality | null;
  /** Only where one network had beaten the other. */
  readonly balance?: Balance | undefined;
  /** Epochs finished and steps done. */
  readonly epoch: number;
  readonly step: number;
}

/** The state of both networks and optimizers at one moment, copied out of TensorFlow. */
export interface Snapshot {
  /** All tensors as a safetensors file: one copy, which is written as it is. */
  readonly weights: Buffer;
  readonly optimizerSteps: CheckpointManifest['optimizerSteps'];
}

/**
 * Copies the state, so that training may go on while it is written.
 * @param last an earlier snapshot that nobody needs any more: its memory is used again
 * @throws AtelierError `training_diverged` if a tensor holds NaN or Infinity
 */
export function takeSnapshot(gan: Gan, last?: Snapshot): Snapshot {
  const tensors = gan.variables.map((variable) => ({
    name: variable.name,
    shape: variable.shape,
    data: () => finiteValues(variable),
  }));
  return {
    weights: encodeSafetensors(tensors, { format: 'atelier-dcgan' }, last?.weights),
    optimizerSteps: { generator: gan.generatorAdam.step, discriminator: gan.discriminatorAdam.step },
  };
}

function finiteValues(variable: Variable): Float32Array {
  const values = variable.data();
  // Zero times a number is zero unless the number is NaN or infinite: a tenth of the time of asking each.
  let zero = 0;
  for (let i = 0; i < values.length; i++) zero += (values[i] as number) * 0;
  if (zero === 0) return values;
  throw new AtelierError('training_diverged', `${variable.name} holds NaN or Infinity.`);
}

/**
 * Writes a checkpoint: the weights under a name made of their hash, then the manifest. A crash in between leaves the
 * checkpoint of before; writing the same state twice changes nothing.
 */
export async function writeCheckpoint(
  store: ArtifactStore,
  snapshot: Snapshot,
  position: RunPosition,
): Promise<CheckpointManifest> {
  const {
    job,
    dataset,
    hyperparameters,
    classes = null,
    tuning = null,
    quality = null,
    balance,
    epoch,
    step,
  } = position;
  const { weights, optimizerSteps } = snapshot;
  const sha256 = sha256Of(weights);
  const key = weightsKey(job, step, sha256);
  await store.put(key, weights);
  return await writeManifest(store, {
    job,
    dataset,
    epoch,
    step,
    hyperparameters,
    classes,
    optimizerSteps,
    tuning,
    quality,
    balance,
    weights: { key, bytes: weights.length, sha256 },
  });
}

/**
 * @throws AtelierError `checkpoint_not_found`, or `checkpoint_damaged` if a byte differs
 */
export async function readManifest(store: ArtifactStore, job: string, step: number): Promise<CheckpointManifest> {
  const bytes = await store.get(manifestKey(job, step));
  if (!bytes) throw new AtelierError('checkpoint_not_found', `There is no checkpoint ${checkpointId(job, step)}.`);
  const manifest = decodeManifest(bytes);
  if (!manifest) {
    throw new AtelierError(
      'checkpoint_damaged',
      `The manifest of ${checkpointId(job, step)} doesn't match its checksum.`,
    );
  }
  return manifest;
}

/**
 * Reads a checkpoint's tensors and checks them against the manifest.
 * @throws AtelierError `checkpoint_damaged` if a byte differs
 */
export async function readWeights(
  store: ArtifactStore,
  { id, weights }: CheckpointManifest,
): Promise<Map<string, NamedTensor>> {
  const bytes = await store.get(weights.key);
  if (!bytes) throw new AtelierError('checkpoint_damaged', `The weights of ${id} are missing.`);
  if (sha256Of(bytes) !== weights.sha256) {
    throw new AtelierError('checkpoint_damaged', `The weights of ${id} don't match their checksum.`);
  }
  return decodeSafetensors(bytes);
}

/**
 * Puts a checkpoint's tensors into variables of the same names.
 * @throws AtelierError `checkpoint_damaged` if a tensor is missing or has another shape
 */
export function loadVariables(
  variables: readonly Variable[],
  { id }: CheckpointManifest,
  tensors: Pick<ReadonlyMap<string, NamedTensor>, 'get'>,
): void {
  for (const variable of variables) {
    const tensor = tensors.get(variable.name);
    if (tensor?.shape.join() !== variable.shape.join()) {
      throw new AtelierError('checkpoint_damaged', `${id} has no ${variable.name} of shape [${variable.shape}].`);
    }
    variable.load(tensor.data);
  }
}

/**
 * Puts a checkpoint's whole state into the networks and optimizers. A run that keeps an average may go on from a
 * checkpoint that has none: then the average starts as its generator. And the other way round.
 */
export function restore(gan: Gan, manifest: CheckpointManifest, tensors: ReadonlyMap<string, NamedTensor>): void {
  const plain = (name: string) => tensors.get(name.replace(`${TRAINED_GENERATOR}.`, 'generator.'));
  const trained = (name: string) => tensors.get(name.replace(/^generator\./, `${TRAINED_GENERATOR}.`)) ?? plain(name);
  loadVariables(gan.trained, manifest, { get: trained });
  loadVariables(gan.average?.variables ?? [], manifest, tensors);
  gan.generatorAdam.step = manifest.optimizerSteps.generator;
  gan.discriminatorAdam.step = manifest.optimizerSteps.discriminator;
}

/**
 * The newest whole checkpoint of a job; damaged ones are passed over, and `onDamaged` hears of each.
 * @param upTo steps beyond it are of an attempt that wrote them but was cut off before it could register them
 * @returns undefined if the job has none
 */
export async function findLatestCheckpoint(
  store: ArtifactStore,
  job: string,
  upTo: number,
  onDamaged: (error: AtelierError) => void,
): Promise<{ manifest: CheckpointManifest; tensors: Map<string, NamedTensor> } | undefined> {
  const steps = (await store.children(`jobs/${job}/checkpoints`)).map(Number).sort((a, b) => b - a);
  for (const step of steps.filter((each) => each <= upTo)) {
    try {
      const manifest = await readManifest(store, job, step);
      return { manifest, tensors: await readWeights(store, manifest) };
    } catch (error) {
      if (!(error instanceof AtelierError)) throw error;
      // Weights without a manifest are a commit that a crash cut short, not damage.
      if (error.code !== 'checkpoint_not_found') onDamaged(error);
    }
  }
  return undefined;
}

import type { Architecture, NetworkSizes } from './architecture.js';
import { dcgan } from './architectures/dcgan.js';
import { resizeConvolution } from './architectures/resize-convolution.js';
import { type Layer, parameterCount, sizeOf } from './layer.js';

/** Every architecture that a job may choose, by its name. */
export const architectures = {
  dcgan,
  'resize-convolution': resizeConvolution,
} as const satisfies Record<string, Architecture>;

export type ArchitectureName = keyof typeof architectures;
export const architectureNames = Object.keys(architectures) as [ArchitectureName, ...ArchitectureName[]];

/** What a job's networks are made from. */
export interface NetworkShape extends NetworkSizes {
  /** `dcgan`, if it is left out. */
  readonly architecture?: ArchitectureName | undefined;
}

/** The shape of a job's or a checkpoint's networks, beside all its hyperparameters. */
export function networkShape<Hyperparameters extends NetworkShape>({
  hyperparameters,
  classes,
  architecture = hyperparameters.architecture,
}: {
  readonly hyperparameters: Hyperparameters;
  /** Of a checkpoint, which says itself what its weights are of. */
  readonly architecture?: ArchitectureName | undefined;
  /** Null where the networks are not conditional; records from before there were any have none. */
  readonly classes?: readonly string[] | null | undefined;
}): Hyperparameters & { readonly classes: number } {
  return { ...hyperparameters, architecture, classes: classes?.length ?? 0 };
}

/** Latents [batch, 1, 1, nz] → images [batch, imageSize, imageSize, nc] in [-1, 1]. */
export function generatorLayers(shape: NetworkShape): readonly Layer[] {
  return architectures[shape.architecture ?? 'dcgan'].generator(shape);
}

/** Images [batch, imageSize, imageSize, nc] in [-1, 1] → the probability of being real [batch, 1, 1, 1]. */
export function discriminatorLayers(shape: NetworkShape): readonly Layer[] {
  return architectures[shape.architecture ?? 'dcgan'].discriminator(shape);
}

const BYTES_A_NUMBER = 4;

/**
 * About how many bytes a checkpoint takes: weights, two moments of Adam for each, running statistics, and the generator's
 * average if one is kept.
 */
export function checkpointBytes({ ema = 0, ...shape }: NetworkShape & { readonly ema?: number }): number {
  const generator = generatorLayers(shape);
  const networks = [...generator, ...discriminatorLayers(shape)];
  const state = (layers: readonly Layer[]) => sizeOf(layers.flatMap(({ parameters }) => parameters));
  const trained = networks.reduce((sum, layer) => sum + parameterCount(layer), 0);
  return BYTES_A_NUMBER * (state(networks) + 2 * trained + (ema > 0 ? state(generator) : 0));
}

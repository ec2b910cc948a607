import type { ErrorSummary } from '../errors.js';
import type { CheckpointManifest } from './checkpoint.js';
import type { DesignPlan } from './generation.js';

/** What a generator makes one design of. */
export interface DesignInputs {
  /** nz numbers. */
  readonly latents: Float32Array;
  /** The share of each class, summing to 1; undefined for a generator that is not conditional. */
  readonly classWeights?: Float32Array | undefined;
}

/** Some designs of a plan: each is a function of the checkpoint, its place in the plan and the label alone. */
export interface DesignRequest {
  readonly checkpoint: CheckpointManifest;
  readonly plan: DesignPlan;
  /** The share of each of the checkpoint's classes. */
  readonly classWeights?: readonly number[] | undefined;
  /** Index of the first design that is asked for. */
  readonly first: number;
  readonly count: number;
}

/** Raw designs: count × size × size × channels bytes, 0–255. */
export interface DesignPixels {
  readonly imageSize: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** From the supervisor to the sampler. */
export type ToSampler = { readonly type: 'generate'; readonly id: string; readonly request: DesignRequest };

/** From the sampler to the supervisor. */
export type FromSampler =
  | { readonly type: 'ready' }
  | { readonly type: 'designs'; readonly id: string; readonly designs: DesignPixels }
  | { readonly type: 'failed'; readonly id: string; readonly error: ErrorSummary };

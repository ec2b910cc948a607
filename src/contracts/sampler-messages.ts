import type { ErrorCode, ErrorSummary } from '../errors.js';
import type { CheckpointManifest } from './checkpoint.js';
import type { DesignPlan } from './generation.js';

/** Some designs of a plan: each is a function of the checkpoint, its place in the plan and the label alone. */
export interface DesignRequest {
  readonly checkpoint: CheckpointManifest;
  readonly plan: DesignPlan;
  /** The share of each of the checkpoint's classes, summing to 1; undefined where it has none. */
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

/** What a sampler is told, by its supervisor or by an API process of its machine. */
export type ToSampler =
  | {
      readonly type: 'generate';
      readonly id: string;
      readonly request: DesignRequest;
      /** When nobody waits for the answer any more, by the clock of the sampler's machine, in ms since 1970. */
      readonly deadline: number;
    }
  /** Nobody waits for the answer to this request any more: there will be none. */
  | { readonly type: 'cancel'; readonly id: string };

/** A sampler's answer to one request. */
export type SamplerReply =
  | { readonly id: string; readonly designs: DesignPixels }
  | { readonly id: string; readonly error: ErrorSummary };

/** One pass of a generator. */
export interface SamplerPass {
  readonly designs: number;
  readonly seconds: number;
  /** How long each request that it completed had waited, in seconds. */
  readonly waited: readonly number[];
}

/** From the sampler to its supervisor. */
export type FromSampler =
  | { readonly type: 'ready' }
  | { readonly type: 'reply'; readonly reply: SamplerReply }
  | { readonly type: 'pass'; readonly pass: SamplerPass }
  /** A request, whoever asked, was answered with an error. */
  | { readonly type: 'failed'; readonly code: ErrorCode };

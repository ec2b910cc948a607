import type { ErrorSummary } from '../errors.js';
import type { CheckpointManifest } from './checkpoint.js';

/** What to generate: design i of a request is a function of (checkpoint, seed, i) alone. */
export interface DesignRequest {
  readonly checkpoint: CheckpointManifest;
  readonly seed: number;
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

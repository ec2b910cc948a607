import type { Algorithm, Tuning } from '../contracts/tuning.js';
import { backend } from './backend.js';
import { type Tensor, tf } from './tensorflow.js';

export type Candidates = { readonly direct: () => Tensor } & { readonly [name in Algorithm]?: () => Tensor };

/** The algorithm chosen for each op that was tried, by the op's name and sizes. */
type Choices = Tuning['formulations'];

/** A candidate is run once to warm up, then this often; its fastest run counts, which is the least disturbed one. */
const TIMED_RUNS = 3;

/**
 * Finds out by a short trial which algorithm for an op is fastest on this machine, and keeps to it.
 *
 * Algorithms round differently, so a run that is to repeat bit for bit must be given the choices of the first.
 */
export class Autotuner {
  readonly #choices = new Map<string, Algorithm>();

  /** Takes over choices made before; they count as tried. */
  load(choices: Choices): void {
    for (const [op, algorithm] of Object.entries(choices)) this.#choices.set(op, algorithm);
  }

  /** What was chosen or loaded so far. */
  get choices(): Choices {
    return Object.fromEntries(this.#choices);
  }

  /**
   * Computes an op by its fastest algorithm, after a trial if it is the first of its kind.
   * @param op its name with all sizes that its speed depends on
   */
  run(op: string, candidates: Candidates): Tensor {
    // GPU kernels run asynchronously and cuDNN tunes itself: neither could be timed here, nor needs to be.
    if (backend.isUsingGpuDevice) return candidates.direct();
    let choice = this.#choices.get(op);
    if (!choice || !candidates[choice]) {
      choice = fastest(candidates);
      this.#choices.set(op, choice);
    }
    return (candidates[choice] ?? candidates.direct)();
  }
}

function fastest(candidates: Candidates): Algorithm {
  let best: Algorithm = 'direct';
  let bestTime = Number.POSITIVE_INFINITY;
  for (const [name, compute] of Object.entries(candidates)) {
    const run = () => compute().dispose();
    tf.tidy(run);
    for (let i = 0; i < TIMED_RUNS; i++) {
      const start = performance.now();
      tf.tidy(run);
      const time = performance.now() - start;
      if (time < bestTime) [best, bestTime] = [name as Algorithm, time];
    }
  }
  return best;
}

/** The choices of this process: they depend on its machine alone. */
export const autotuner = new Autotuner();

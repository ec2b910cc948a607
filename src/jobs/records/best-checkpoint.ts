import type { CheckpointManifest } from '../../contracts/checkpoint.js';
import { type BestCheckpoint, type Score, scoreOf } from '../../contracts/quality.js';

/**
 * The checkpoint with the best score; of equals the earliest. `src/jobs/records/commands.ts` has the same in Lua, for each checkpoint
 * as it comes.
 * @param checkpoints oldest first
 * @returns undefined if none was evaluated
 */
export function bestOf(checkpoints: readonly CheckpointManifest[]): BestCheckpoint | undefined {
  let best: BestCheckpoint | undefined;
  for (const { id: checkpoint, epoch, step, quality } of checkpoints) {
    if (!quality || (best && !isBetter(scoreOf(quality), scoreOf(best)))) continue;
    const { images: _, ...measured } = quality;
    best = { checkpoint, epoch, step, ...measured };
  }
  return best;
}

function isBetter({ value, better }: Score, than: Score): boolean {
  return better === 'lower' ? value < than.value : value > than.value;
}

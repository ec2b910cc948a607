import type { CheckpointManifest } from '../../contracts/checkpoint.js';
import type { BestCheckpoint } from '../../contracts/quality.js';

/**
 * The checkpoint with the least distance from the photos; of equals the earliest. `src/jobs/records/commands.ts` has the same in
 * Lua, for each checkpoint as it comes.
 * @param checkpoints oldest first
 * @returns undefined if none was evaluated
 */
export function bestOf(checkpoints: readonly CheckpointManifest[]): BestCheckpoint | undefined {
  let best: BestCheckpoint | undefined;
  for (const { id: checkpoint, epoch, step, quality } of checkpoints) {
    if (!quality || (best && quality.swd.average >= best.swd.average)) continue;
    best = { checkpoint, epoch, step, swd: quality.swd };
  }
  return best;
}

import type { CheckpointManifest } from '../contracts/checkpoint.js';
import { type Tuning, tuningSchema } from '../contracts/tuning.js';
import { autotuner } from '../engine/autotuner.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import { sha256Of } from '../storage/checksum.js';

/**
 * Brings back what was found to be fastest: from the checkpoint that the run goes on from, so that it repeats bit for
 * bit, or from this machine's cache. Choices of another machine are not taken over: there, other bits are the lesser
 * evil.
 */
export async function loadTuning(cache: ArtifactStore, machine: string, from?: CheckpointManifest): Promise<void> {
  const tuning = from?.tuning?.machine === machine ? from.tuning : await readCache(cache, machine);
  if (tuning) autotuner.load(tuning.formulations);
}

/** The choices that this process computes by; null if it has made none, as with every precision but bf16. */
export function currentTuning(machine: string): Tuning | null {
  const formulations = autotuner.choices;
  return Object.keys(formulations).length === 0 ? null : { machine, formulations };
}

/** Saves the choices, if any, for the next run on this machine. */
export async function saveTuning(cache: ArtifactStore, machine: string): Promise<void> {
  const tuning = currentTuning(machine);
  if (tuning) await cache.put(cacheKey(machine), Buffer.from(JSON.stringify(tuning, null, 2)));
}

async function readCache(cache: ArtifactStore, machine: string): Promise<Tuning | undefined> {
  const bytes = await cache.get(cacheKey(machine));
  try {
    return bytes && tuningSchema.parse(JSON.parse(bytes.toString()));
  } catch {
    return undefined; // damaged: made anew
  }
}

function cacheKey(machine: string): string {
  return `tuning/${sha256Of(machine).slice(0, 16)}.json`;
}

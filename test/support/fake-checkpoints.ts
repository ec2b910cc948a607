import { type CheckpointManifest, checkpointFolder, checkpointId } from '../../src/contracts/checkpoint.js';
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import type { Quality } from '../../src/contracts/quality.js';
import type { JobStore } from '../../src/jobs/records/job-store.js';

/**
 * A checkpoint's manifest, of weights that are nowhere.
 * @param found what an evaluation of it found: a distance, as versions before there was a score wrote it; none by default
 */
export function manifestOf(job: string, step: number, found?: number | Quality): CheckpointManifest {
  const weights = { key: `${checkpointFolder(job, step)}/none.safetensors`, bytes: 0, sha256: '' };
  return {
    format: 1,
    id: checkpointId(job, step),
    job,
    dataset: 'ds_test',
    epoch: 1,
    step,
    createdAt: '2026-01-01T00:00:00.000Z',
    architecture: 'dcgan',
    hyperparameters: hyperparametersSchema.parse({ ngf: 4, ndf: 4, imageSize: 32 }),
    optimizerSteps: { generator: step, discriminator: step },
    tuning: null,
    quality: found === undefined ? null : typeof found === 'number' ? qualityOf(found) : found,
    classes: null,
    weights,
  };
}

/** An evaluation that found a distance, without a score. */
export function qualityOf(average: number): Quality {
  return { images: 16, swd: { average, levels: [{ size: 32, distance: average }] } };
}

/** Registers a checkpoint as a trainer's supervisor does. @returns its id */
export async function registerCheckpoint(
  jobs: JobStore,
  job: string,
  step: number,
  keep: number,
  found?: number | Quality,
): Promise<string> {
  const manifest = manifestOf(job, step, found);
  const result = await jobs.commit(job, { from: ['running'], checkpoint: { manifest, keep } });
  if ('rejected' in result) throw new Error(`the checkpoint was refused: ${result.rejected}`);
  return manifest.id;
}

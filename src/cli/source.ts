import { type ChosenStep, parseCheckpointId } from '../contracts/checkpoint.js';

/** What a command names with one word. */
export type Source =
  | { readonly checkpoint: string }
  | { readonly job: string; readonly step?: ChosenStep }
  | { readonly model: string };

/** What is said of such a word in help texts. */
export const SOURCE_HELP = 'a checkpoint (job_….480), or a job (job_…: its last; job_….best: its best)';

/** Reads the id of a job or a checkpoint, `job_….best`, `job_….last`; anything else is the name of a model. */
export function sourceOf(text: string): Source {
  if (parseCheckpointId(text)) return { checkpoint: text };
  const [, job, step] = /^(job_[0-9A-Z]{26})(?:\.(best|last))?$/.exec(text) ?? [];
  if (job === undefined) return { model: text };
  return step === undefined ? { job } : { job, step: step as ChosenStep };
}

/**
 * A checkpoint of a job, for commands that take no model.
 * @throws Error for anything else
 */
export function checkpointSourceOf(text: string): Exclude<Source, { readonly model: string }> {
  const source = sourceOf(text);
  if ('model' in source) throw new Error(`${text} is neither a job nor a checkpoint.`);
  return source;
}

/** A checkpoint as the API has it: its job, and which one. */
export function stepOf(text: string): { job: string; step: ChosenStep } {
  const source = checkpointSourceOf(text);
  if ('job' in source) return { job: source.job, step: source.step ?? 'last' };
  const { jobId, step } = parseCheckpointId(source.checkpoint) as { jobId: string; step: number };
  return { job: jobId, step };
}

import { DEFAULT_WORKSPACE } from '../../contracts/access.js';
import { defaultHyperparameters } from '../../contracts/hyperparameters.js';
import type { Attempt, Job } from '../../contracts/job.js';
import { isTerminal, type PauseReason } from '../../contracts/job-state.js';
import type { Next } from './lifecycle.js';

/** What a job is, as opposed to how it stands. */
export type JobDefinition = Pick<
  Job,
  'id' | 'name' | 'dataset' | 'hyperparameters' | 'metadata' | 'from' | 'createdAt'
> & {
  /** 0 until the number of images is known. */
  readonly totalSteps: number;
  /** None where the job is not conditional. */
  readonly classes?: Job['classes'];
  /** None where the job named a dataset. */
  readonly folder?: Job['folder'];
};

/** What is given to create a job. */
export type NewJob = Omit<JobDefinition, 'id' | 'createdAt'> & Pick<Job, 'priority'>;

/** The fields of a job's hash, with its `workspace` among them: strings, as Redis keeps them. Attempts are fields of their own, `attempt:<number>`. */
export type JobHash = Record<string, string>;

/**
 * The record of a job that was never run.
 * @param trace the place of the request that queued it, if requests are traced
 */
export function newJobHash(definition: JobDefinition, priority: number, workspace: string, trace?: string): JobHash {
  return {
    workspace,
    ...(trace === undefined ? {} : { trace }),
    definition: JSON.stringify(definition),
    state: 'queued',
    priority: String(priority),
    attempt: '0',
    seq: '1',
    epoch: '0',
    step: '0',
  };
}

/**
 * The record as the API shows it.
 * @param rank how many queued jobs run before it; null if it is not queued
 */
export function jobFromHash(hash: JobHash, rank: number | null): Job {
  const { totalSteps, classes = null, folder = null, ...definition } = definitionOf(hash);
  const state = hash.state as Job['state'];
  const latest = parsed<NonNullable<Job['latest']>>(hash.latest);
  return {
    ...definition,
    // A job that names a folder has no dataset until that has been imported.
    origin: definition.dataset === null && folder === null ? 'import' : 'training',
    classes,
    folder,
    workspace: workspaceOf(hash),
    state,
    pauseReason: state === 'paused' ? (hash.pauseReason as PauseReason) : null,
    priority: Number(hash.priority),
    queuePosition: state === 'queued' && rank !== null ? rank + 1 : null,
    progress: { epoch: Number(hash.epoch), step: Number(hash.step), totalSteps },
    etaSeconds: hash.etaSeconds ? Number(hash.etaSeconds) : null,
    imagesPerSecond: hash.etaSeconds ? (latest?.imagesPerSecond ?? null) : null,
    latest,
    best: parsed<NonNullable<Job['best']>>(hash.best),
    warnings: parsed<Job['warnings']>(hash.warnings) ?? [],
    device: parsed<NonNullable<Job['device']>>(hash.device),
    attempts: attemptsOf(hash),
    error: parsed<NonNullable<Job['error']>>(hash.error),
    startedAt: hash.startedAt || null,
    finishedAt: hash.finishedAt || null,
  };
}

/** Jobs that are older than workspaces are of `default`. */
export function workspaceOf(hash: JobHash): string {
  return hash.workspace ?? DEFAULT_WORKSPACE;
}

/** Of a job that is older than a hyperparameter, that has its default. */
export function definitionOf(hash: JobHash): JobDefinition {
  const definition = JSON.parse(hash.definition as string) as JobDefinition;
  return { ...definition, hyperparameters: { ...defaultHyperparameters, ...definition.hyperparameters } };
}

/** All attempts, from the first. */
export function attemptsOf(hash: JobHash): Attempt[] {
  return Array.from({ length: Number(hash.attempt) }, (_, index) =>
    parsed<Attempt>(hash[attemptField(index + 1)]),
  ).filter((attempt) => attempt !== null);
}

export function attemptField(number: number): `attempt:${number}` {
  return `attempt:${number}`;
}

/** Changes to a record's fields; '' empties one. */
export type JobPatch = Partial<
  Record<
    | 'definition'
    | 'trace'
    | 'state'
    | 'pauseReason'
    | 'priority'
    | 'attempt'
    | 'holder'
    | 'writes'
    | 'crashes'
    | 'epoch'
    | 'step'
    | 'etaSeconds'
    | 'latest'
    | 'warnings'
    | 'device'
    | 'error'
    | 'startedAt'
    | 'finishedAt'
    | `attempt:${number}`,
    string
  >
>;

/** Ends an attempt in a record: part of the patch for the commit that moves the job on. */
export function endOfAttempt(attempt: Attempt, outcome: string): JobPatch {
  const ended: Attempt = { ...attempt, endedAt: new Date().toISOString(), outcome };
  return { [attemptField(attempt.number)]: JSON.stringify(ended) };
}

/** Moves a job on in a record. */
export function moveTo({ state, pauseReason, error }: Next): JobPatch {
  return {
    state,
    pauseReason: pauseReason ?? '',
    error: error ? JSON.stringify(error) : '',
    finishedAt: isTerminal(state) ? new Date().toISOString() : '',
    etaSeconds: '',
  };
}

function parsed<T>(json: string | undefined): T | null {
  return json === undefined || json === '' ? null : (JSON.parse(json) as T);
}

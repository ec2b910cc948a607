import type { Attempt, Job } from '../contracts/job.js';
import type { JobState } from '../contracts/job-state.js';

/** What never changes after a job is created. */
export type JobDefinition = Pick<Job, 'id' | 'name' | 'dataset' | 'hyperparameters' | 'metadata' | 'createdAt'> & {
  readonly totalSteps: number;
};

/** The fields of a job's hash: strings, as Redis keeps them. Attempts are fields of their own, `attempt:<number>`. */
export type JobHash = Record<string, string>;

/** The record as the API shows it. */
export function jobFromHash(hash: JobHash): Job {
  const { totalSteps, ...definition } = JSON.parse(hash.definition as string) as JobDefinition;
  return {
    ...definition,
    state: hash.state as Job['state'],
    progress: { epoch: Number(hash.epoch), step: Number(hash.step), totalSteps },
    etaSeconds: hash.etaSeconds === undefined || hash.etaSeconds === '' ? null : Number(hash.etaSeconds),
    latest: parsed<Job['latest']>(hash.latest),
    device: parsed<Job['device']>(hash.device),
    attempts: attemptsOf(hash),
    error: parsed<Job['error']>(hash.error),
    startedAt: hash.startedAt || null,
    finishedAt: hash.finishedAt || null,
  };
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

/** Changes to a record's fields. */
export type JobPatch = Partial<
  Record<
    | 'state'
    | 'attempt'
    | 'epoch'
    | 'step'
    | 'etaSeconds'
    | 'latest'
    | 'device'
    | 'error'
    | 'startedAt'
    | 'finishedAt'
    | `attempt:${number}`,
    string
  >
>;

/** Ends an attempt in a record: the patch for the commit that moves the job on. */
export function endOfAttempt(attempt: Attempt, outcome: string): JobPatch {
  const ended: Attempt = { ...attempt, endedAt: new Date().toISOString(), outcome };
  return { [attemptField(attempt.number)]: JSON.stringify(ended), etaSeconds: '' };
}

/** Ends a job in a record. */
export function endOfJob(state: JobState): JobPatch {
  return { state, finishedAt: new Date().toISOString() };
}

function parsed<T>(json: string | undefined): T | null {
  return json === undefined || json === '' ? null : (JSON.parse(json) as T);
}

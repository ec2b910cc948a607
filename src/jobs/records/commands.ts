/**
 * The steps on a job that must be atomic, as Lua run by Redis (`lua/job.lua` has their keys). A step that carries an attempt is fenced: if the job has
 * moved on to a later attempt, nothing is written.
 */
import type { Redis, Result } from 'ioredis';
import type { SeenDataset } from '../../contracts/dataset.js';
import { jobStates, terminalStates } from '../../contracts/job-state.js';
import type { UNSCORED } from '../../contracts/quality.js';
import { DELETED_DATASETS, keys } from '../../redis/keys.js';
import { defineLua, type LuaLibrary, WORKSPACE_LUA } from '../../redis/lua.js';
import { DELIVERY_LUA, WEBHOOK_LUA } from './webhook-outbox.js';

/** Jobs keep their order within a priority up to this many times queued; a score is a double, exact up to 2^53. */
export const PRIORITY_STRIDE = 2 ** 42;

/** A change as `lua/commit.lua` reads it: no field is null, since Lua would take that for a value. */
export interface CommitCommand {
  /** The workspace that the job must be of; left out by those who act in all. */
  readonly workspace?: string;
  /** How many jobs that have not ended the workspace may have. */
  readonly maxActive?: number;
  readonly from: readonly string[];
  /** Values that fields must have; '' for a field that is not there. */
  readonly expect: Readonly<Record<string, string>>;
  /** The attempt that writes, and the number of the write within it, from 1. */
  readonly attempt?: number;
  readonly write?: number;
  readonly patch: Readonly<Record<string, string>>;
  /** The dataset that it learns from now, as it was read from the store. */
  readonly dataset?: SeenDataset;
  /** Gives a queued job a new place. */
  readonly requeue?: true;
  /** `data` is JSON already; `message` is the id under which webhooks are told, of states. */
  readonly event?: { readonly type: string; readonly at: string; readonly data: string; readonly message?: string };
  readonly sample?: number;
  /** `manifest` is JSON already; `unscored` is where one of before there was a score has its own. */
  readonly checkpoint?: {
    readonly step: number;
    readonly manifest: string;
    readonly keep: number;
    readonly unscored: typeof UNSCORED;
  };
}

export type CommitReply =
  | ['ok', number, string]
  | ['missing', string]
  | ['stale' | 'full' | 'deleted' | 'conflict', string];
export type DeleteReply = ['ok' | 'missing' | 'conflict' | 'held', string];

declare module 'ioredis' {
  interface RedisCommander<Context> {
    atelierCreate(...args: string[]): Result<'ok' | 'exists' | 'taken' | 'full' | 'deleted', Context>;
    atelierCommit(...args: string[]): Result<CommitReply, Context>;
    atelierDelete(...args: string[]): Result<DeleteReply, Context>;
    atelierIndexState(...args: string[]): Result<null, Context>;
  }
}

const NUMBER_OF_KEYS = 14;

/** The KEYS of every command on a job. */
export function commandKeys(id: string): string[] {
  return [
    keys.job(id),
    keys.events(id),
    keys.checkpoints(id),
    keys.samples(id),
    keys.jobs,
    keys.waiting,
    keys.queueOrder,
    keys.outbox,
    keys.storagePaused,
    keys.deleted,
    keys.holds,
    keys.activeJobs,
    keys.jobsByState,
    DELETED_DATASETS,
  ];
}

const JOB_LUA: LuaLibrary = {
  files: [new URL('./lua/job.lua', import.meta.url)],
  constants: { TERMINAL_STATES: terminalStates, JOB_STATES: jobStates, PRIORITY_STRIDE },
};

const commands = {
  atelierCreate: { file: new URL('./lua/create.lua', import.meta.url), numberOfKeys: NUMBER_OF_KEYS },
  atelierCommit: { file: new URL('./lua/commit.lua', import.meta.url), numberOfKeys: NUMBER_OF_KEYS },
  atelierDelete: { file: new URL('./lua/delete.lua', import.meta.url), numberOfKeys: NUMBER_OF_KEYS },
  atelierIndexState: { file: new URL('./lua/index-state.lua', import.meta.url), numberOfKeys: NUMBER_OF_KEYS },
};

/** Teaches a connection the commands above. */
export function defineCommands(redis: Redis): void {
  defineLua(redis, commands, [WORKSPACE_LUA, DELIVERY_LUA, WEBHOOK_LUA, JOB_LUA]);
}

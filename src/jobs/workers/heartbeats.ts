import type { Redis, Result } from 'ioredis';
import { describeDevices, type MachineDevices, machineDevicesSchema, replicaLimit } from '../../contracts/devices.js';
import { AtelierError } from '../../errors.js';
import { keys } from '../../redis/keys.js';
import { defineLua } from '../../redis/lua.js';
import { redisNow } from '../../redis/time.js';
import { within } from '../../within.js';

/** A worker says that it is alive this often, and is taken for gone after three silent intervals; in ms. */
export const HEARTBEAT_MS = 2_000;
/** For so long a worker that ends tries to say so, in ms. */
const GOODBYE_MS = 1_000;
const SILENCE_MS = 3 * HEARTBEAT_MS;

declare module 'ioredis' {
  interface RedisCommander<Context> {
    atelierBeat(...args: string[]): Result<null, Context>;
  }
}

/** Says that a worker is alive, and what it can compute on, until `stop` is called. */
export function startHeartbeat(redis: Redis, worker: string, devices: MachineDevices): { stop(): Promise<void> } {
  defineLua(redis, { atelierBeat: { file: new URL('./lua/beat.lua', import.meta.url), numberOfKeys: 2 } });
  const has = JSON.stringify(devices);
  const beat = () =>
    redis.atelierBeat(keys.workers, keys.workerDevices(worker), worker, has, String(SILENCE_MS)).catch(() => {});
  void beat();
  const timer = setInterval(beat, HEARTBEAT_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await within(
        GOODBYE_MS,
        redis.zrem(keys.workers, worker).catch(() => {}),
      );
    },
  };
}

/** Whether there is a worker: however many there are, Redis looks at one. */
export async function isAnyAlive(redis: Redis): Promise<boolean> {
  const [now, [, heartbeat]] = await Promise.all([redisNow(redis), redis.zrevrange(keys.workers, 0, 0, 'WITHSCORES')]);
  return Number(heartbeat ?? 0) >= now - SILENCE_MS;
}

/** Names of the workers that were alive a moment ago. */
export async function liveWorkers(redis: Redis): Promise<string[]> {
  return await redis.zrangebyscore(keys.workers, (await redisNow(redis)) - SILENCE_MS, '+inf');
}

/**
 * Refuses a job that no live worker has devices for. With no worker alive it may pass: one that can may come.
 * @throws AtelierError `too_many_devices`, which says what each worker has
 */
export async function refuseTooManyDevices(redis: Redis, ngpu: number): Promise<void> {
  if (ngpu <= 1) return;
  const workers = await liveWorkerDevices(redis);
  if (workers.length === 0 || workers.some(({ devices }) => replicaLimit(devices) >= ngpu)) return;
  const found = workers.map(({ worker, devices }) => `${worker} has ${describeDevices(devices)}`).join('; ');
  const reason = `no worker has ${ngpu} devices: ${found}`;
  throw new AtelierError('too_many_devices', `hyperparameters.ngpu: ${reason}.`, {
    fields: [{ field: 'hyperparameters.ngpu', reason }],
  });
}

async function liveWorkerDevices(redis: Redis): Promise<{ worker: string; devices: MachineDevices }[]> {
  const workers = (await liveWorkers(redis)).sort();
  if (workers.length === 0) return [];
  const published = await redis.mget(workers.map(keys.workerDevices));
  return workers.flatMap((worker, index) => {
    const json = published[index];
    return json ? [{ worker, devices: machineDevicesSchema.parse(JSON.parse(json)) }] : [];
  });
}

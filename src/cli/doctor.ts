import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Config, storeLocation } from '../config.js';
import { describeDevices, replicaLimit } from '../contracts/devices.js';
import { findMachineDevices, probeTensorflow } from '../jobs/machine-devices.js';
import { connectRedis } from '../jobs/redis.js';
import { openStore } from '../storage/open-store.js';
import { version } from '../version.js';

const run = promisify(execFile);

interface Finding {
  readonly ok: boolean;
  readonly what: string;
  readonly detail: string;
}

/** Looks at everything the service needs. @returns whether nothing is missing */
export async function doctor(config: Config, print: (line: string) => void): Promise<boolean> {
  const checks = [
    checkNode,
    checkTensorflow,
    checkDevices,
    () => checkRedis(config),
    () => checkStore(config),
    () => checkDataFolder(config),
  ];
  let healthy = true;
  for (const check of checks) {
    const { ok, what, detail } = await check();
    print(`${ok ? 'ok     ' : 'MISSING'}  ${what.padEnd(10)} ${detail}`);
    healthy &&= ok;
  }
  return healthy;
}

async function checkNode(): Promise<Finding> {
  return { ok: true, what: 'atelier', detail: `${version} on Node ${process.version}` };
}

/** TensorFlow is loaded by a child: this process stays light, and a crash of the library is a finding. */
async function checkTensorflow(): Promise<Finding> {
  const what = 'TensorFlow';
  try {
    const { kind, name, threads, tensorflow, bfloat16 } = await probeTensorflow();
    const fast = kind === 'gpu' ? '' : `, bf16 ${bfloat16 ? `in hardware (${bfloat16})` : 'without hardware: slow'}`;
    return { ok: true, what, detail: `${tensorflow} on ${kind} (${name}), ${threads} threads${fast}` };
  } catch (error) {
    const message = (error as Error).message.split('\n').find((line) => /error/i.test(line)) ?? String(error);
    return { ok: false, what, detail: `can't be loaded: ${message.trim()}. Run \`npm run setup\`.` };
  }
}

async function checkDevices(): Promise<Finding> {
  const devices = await findMachineDevices();
  const limit = `a job's ngpu can be up to ${replicaLimit(devices)}`;
  return { ok: true, what: 'devices', detail: `${describeDevices(devices)}: ${limit}` };
}

async function checkRedis(config: Config): Promise<Finding> {
  const what = 'Redis';
  if (!config.REDIS_URL) {
    try {
      const { stdout } = await run(config.ATELIER_REDIS_SERVER, ['--version']);
      return { ok: true, what, detail: `embedded: ${stdout.trim()}` };
    } catch {
      return {
        ok: false,
        what,
        detail: `${config.ATELIER_REDIS_SERVER} can't be run. Run \`npm run setup\`, or set REDIS_URL.`,
      };
    }
  }
  const redis = connectRedis(config.REDIS_URL, 'probe');
  try {
    await redis.connect();
    const info = await redis.info();
    const field = (name: string) => new RegExp(`${name}:(\\S+)`).exec(info)?.[1] ?? 'unknown';
    const policy = field('maxmemory_policy');
    const detail = `${field('redis_version')}, maxmemory-policy ${policy}, append-only file ${field('aof_enabled') === '1' ? 'on' : 'off'}`;
    return { ok: policy === 'noeviction', what, detail };
  } catch (error) {
    return { ok: false, what, detail: `does not answer: ${(error as Error).message}` };
  } finally {
    redis.disconnect();
  }
}

/** Writes an object that must be new, twice: a server that ignores conditions would keep no lock either. */
async function checkStore(config: Config): Promise<Finding> {
  const what = 'store';
  const store = await openStore(storeLocation(config));
  const key = `doctor/${randomUUID()}`;
  try {
    const [first, second] = [await store.putNew(key, Buffer.from('1')), await store.putNew(key, Buffer.from('2'))];
    await store.remove(key);
    const ok = first && !second;
    return { ok, what, detail: `${store.description}${ok ? '' : ': it knows no conditional writes'}` };
  } catch (error) {
    return { ok: false, what, detail: `${store.description}: ${(error as Error).message}` };
  }
}

async function checkDataFolder(config: Config): Promise<Finding> {
  const what = 'data';
  const folder = resolve(config.DATA_DIR);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    return { ok: true, what, detail: `${folder}, ${((bavail * bsize) / 1e9).toFixed(1)} GB free` };
  } catch (error) {
    return { ok: false, what, detail: `${folder} can't be written: ${(error as Error).message}` };
  }
}

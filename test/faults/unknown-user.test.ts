import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.js';
import type { Problem } from '../../src/contracts/problem.js';
import { plainPhoto, upload } from '../support/uploads.js';

/** A user whom no machine knows, as containers are run by. */
const USER = { uid: 54_321, gid: 0 };
const PROGRAM = ['bin/atelier.js'];

let folder: string;
let data: string;
let env: NodeJS.ProcessEnv;
/** Why nothing can be run by this user, if so. */
let reason: string | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-user-'));
  await chmod(folder, 0o755);
  data = join(folder, 'data');
  await mkdir(data);
  const server = join(folder, 'redis-server');
  const { HOME: _, XDG_CACHE_HOME: __, ...rest } = process.env;
  env = { ...rest, DATA_DIR: data, PORT: '0', HOST: '127.0.0.1', REDIS_URL: '', ATELIER_REDIS_SERVER: server };
  try {
    const { stdout } = await promisify(execFile)('which', [readConfig(process.env).ATELIER_REDIS_SERVER]);
    await copyFile(stdout.trim(), server);
    await chown(data, USER.uid, USER.gid);
    execFileSync(process.execPath, [...PROGRAM, '--version'], { ...USER, env, stdio: 'pipe' });
  } catch (error) {
    reason = `another user can run nothing here: ${(error as Error).message}`;
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** @returns all that a command printed, however it ended */
async function run(more: NodeJS.ProcessEnv, ...args: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [...PROGRAM, ...args], {
    ...USER,
    env: { ...env, ...more },
  }).catch((error: { stdout: string; stderr: string }) => error);
  return stdout + stderr;
}

const STACK = /^\s+at .*:\d+/m;

describe('a user without a home folder and an entry in passwd', () => {
  it('runs doctor and other commands', async ({ skip }) => {
    if (reason) return skip(reason);
    const said = await run({}, 'doctor');
    expect(said).toMatch(/^ok +Redis +embedded: /m);
    expect(said).toMatch(/^ok +disk /m);
    expect(said).not.toMatch(STACK);
    expect(await run({}, 'keys', 'list')).not.toMatch(STACK);
  });

  it('has a store in S3 without a profile', async ({ skip }) => {
    if (reason) return skip(reason);
    const s3 = { STORE_URL: 's3://bucket', S3_ENDPOINT: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' };
    const keys = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };
    const said = await run({ ...s3, ...keys }, 'doctor');
    expect(said).toMatch(/^MISSING +store .*ECONNREFUSED/m);
    expect(said).not.toMatch(/homedir/);
  });

  it('serves, and says with 507 that DATA_DIR may not be written any more', async ({ skip }) => {
    if (reason) return skip(reason);
    const service = spawn(process.execPath, [...PROGRAM, 'serve'], {
      ...USER,
      env: { ...env, LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let errors = '';
    service.stderr.on('data', (text) => {
      errors += text;
    });
    let url = '';
    for await (const line of createInterface({ input: service.stdout })) {
      const entry = JSON.parse(line) as { msg: string; url: string };
      url = entry.url;
      if (entry.msg === 'Atelier is up') break;
    }
    service.stdout.resume();
    const send = async () => await upload(`${url}/datasets`, ['dress/a.png', await plainPhoto('red')]);
    expect((await send()).status, errors).toBe(201);
    for (const path of [data, join(data, 'store'), join(data, 'uploads')]) await chown(path, 0, 0);
    const unavailable = { status: 507, code: 'storage_unavailable', detail: expect.stringContaining('EACCES') };
    const ready = async () => (await (await fetch(`${url}/readyz`)).json()) as Problem;
    await expect.poll(ready, { timeout: 60_000 }).toMatchObject(unavailable);
    expect((await send()).problem).toMatchObject(unavailable);
    const ended = once(service, 'exit');
    service.kill('SIGTERM');
    expect((await ended)[0]).toBe(0);
  });
});

import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OddProxy, startOddProxy } from './support/odd-proxy.js';

/** Nothing listens there, and `fetch` may ask. */
const NOWHERE = 'http://127.0.0.1:2';
const JOB = 'job_01K9YB7V6R8M2XQ4T0C5D3N1WZ';

let folder: string;
/** What a proxy in front of nothing, or of something else, answers. */
let proxy: OddProxy;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atelier-errors-'));
  await writeFile(join(folder, 'a-file'), 'no folder, no zip, no weights');
  proxy = await startOddProxy();
});

afterAll(async () => {
  await proxy.close();
  await rm(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function atelier(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const env = { ...process.env, REDIS_URL: '', DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'warn', ...environment };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['bin/atelier.js', ...args], { env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

interface Case {
  readonly what: string;
  readonly args: () => readonly string[];
  readonly environment?: () => Record<string, string>;
  readonly says: RegExp;
}

/** Commands that speak to a service, with arguments that are right. */
const remote: readonly (readonly string[])[] = [
  ['train', 'ds_0'],
  ['jobs', 'list'],
  ['jobs', 'prioritize', JOB, '-5'],
  ['jobs', 'delete', JOB],
  ['models', 'roll-back', 'spring'],
  ['webhooks', 'test', 'webhook_0'],
  ['generate', JOB],
  ['export', JOB],
];

const cases: readonly Case[] = [
  ...['serve', 'worker', 'gc', 'doctor'].map((command) => ({
    what: `a wrong PORT: ${command}`,
    args: () => [command],
    environment: () => ({ PORT: 'abc' }),
    says: /The environment is not valid. PORT: /,
  })),
  {
    what: 'a wrong PORT: jobs list',
    args: () => ['jobs', 'list'],
    environment: () => ({ PORT: 'abc' }),
    says: /PORT: /,
  },
  {
    what: 'PORT 0, which is no address',
    args: () => ['jobs', 'list'],
    environment: () => ({ PORT: '0' }),
    says: /name the address of the service with --url/,
  },
  { what: 'no REDIS_URL', args: () => ['api'], says: /REDIS_URL is not set/ },
  {
    what: 'a Redis that cannot be run',
    args: () => ['serve'],
    environment: () => ({ ATELIER_REDIS_SERVER: '/nowhere/redis-server' }),
    says: /nowhere\/redis-server.*ENOENT/,
  },
  {
    what: 'a DATA_DIR that is a file: serve',
    args: () => ['serve'],
    environment: () => ({ DATA_DIR: join(folder, 'a-file') }),
    says: /a-file/,
  },
  {
    what: 'a DATA_DIR that is a file: keys',
    args: () => ['keys', 'list'],
    environment: () => ({ DATA_DIR: join(folder, 'a-file') }),
    says: /a-file/,
  },
  {
    what: 'a DATA_DIR that is a file: datasets import',
    args: () => ['datasets', 'import', 'test/fixtures/images', '--direct'],
    environment: () => ({ DATA_DIR: join(folder, 'a-file') }),
    says: /a-file/,
  },
  {
    what: 'a store that is none',
    args: () => ['backup', 'ftp://nowhere/x'],
    says: /ftp:\/\/nowhere\/x is no place for a store/,
  },
  { what: 'a backup that is none', args: () => ['restore', join(folder, 'no-backup')], says: /no-backup/ },
  { what: 'a store that is not there', args: () => ['migrate', join(folder, 'a-file'), join(folder, 'to')], says: /./ },
  { what: 'a folder that is not there', args: () => ['datasets', 'import', '/nowhere'], says: /ENOENT.*nowhere/ },
  {
    what: 'a folder that is not there, directly',
    args: () => ['datasets', 'import', '/nowhere', '--direct'],
    says: /ENOENT.*nowhere/,
  },
  {
    what: 'a zip that is none',
    args: () => ['datasets', 'import', join(folder, 'a-file'), '--direct'],
    says: /archive_invalid/,
  },
  { what: 'weights that are not there', args: () => ['import', '/nowhere.safetensors'], says: /ENOENT.*nowhere/ },
  { what: 'a wrong address', args: () => ['jobs', 'list', '--url', 'http://::1:3000'], says: /in brackets/ },
  { what: 'no address', args: () => ['jobs', 'list', '--url', 'localhost'], says: /must look like http/ },
  { what: 'an unknown option', args: () => ['jobs', 'list', '--sate', 'paused'], says: /Did you mean --state/ },
  { what: 'an unknown state', args: () => ['jobs', 'list', '--state', 'asleep'], says: /Allowed choices/ },
  { what: 'a setting without a value', args: () => ['train', 'ds_0', '--set', 'numEpochs'], says: /numEpochs=2/ },
  { what: 'a priority that is no number', args: () => ['jobs', 'prioritize', JOB, 'high'], says: /an integer/ },
  { what: 'no checkpoint', args: () => ['export', 'spring'], says: /spring is neither a job nor a checkpoint/ },
  {
    what: 'a folder for designs that cannot be made',
    args: () => ['generate', JOB, '--out', join(folder, 'a-file', 'designs')],
    says: /a-file/,
  },
  ...remote.slice(0, 3).map((args) => ({
    what: `nothing at the address: ${args.slice(0, 2).join(' ')}`,
    args: () => [...args, '--url', NOWHERE],
    says: /Nothing answers at http:\/\/127.0.0.1:2 \(.*ECONNREFUSED.*\)/,
  })),
  ...remote.map((args) => ({
    what: `a web page at the address: ${args.slice(0, 2).join(' ')}`,
    args: () => [...args, '--url', `${proxy.url}/page`],
    says: /answered with a web page \(200\)/,
  })),
  ...remote.map((args) => ({
    what: `a proxy without its service: ${args.slice(0, 2).join(' ')}`,
    args: () => [...args, '--url', `${proxy.url}/bad-gateway`],
    says: /http:\/\/127.0.0.1:\d+\/bad-gateway\/\S+ answered with a web page \(502\)/,
  })),
  ...Object.entries({
    empty: /answered with nothing \(200\)/,
    text: /answered with what is not JSON \(200\)/,
    login: /\/page answered with a web page \(200\)/,
    cut: /broke off/,
  }).map(([path, says]) => ({
    what: `another answer at the address: ${path}`,
    args: () => ['jobs', 'list', '--url', `${proxy.url}/${path}`],
    says,
  })),
  {
    what: 'an export that breaks off',
    args: () => ['export', JOB, '--url', `${proxy.url}/cut`, '--out', join(folder, 'cut.safetensors')],
    says: /The answer broke off/,
  },
  {
    what: 'an address in the environment, where nothing is',
    args: () => ['jobs', 'list'],
    environment: () => ({ ATELIER_URL: NOWHERE }),
    says: /Nothing answers at http:\/\/127.0.0.1:2 .*ATELIER_URL/,
  },
  {
    what: 'an address in the environment that is none',
    args: () => ['jobs', 'list'],
    environment: () => ({ ATELIER_URL: 'localhost:3000' }),
    says: /ATELIER_URL: must look like http/,
  },
  {
    what: 'credentials in the address',
    args: () => ['jobs', 'list', '--url', 'http://ada:secret@localhost'],
    says: /must hold no credentials/,
  },
  {
    what: 'an error page at the address',
    args: () => ['jobs', 'list', '--url', `${proxy.url}/failed`],
    says: /answered with a web page \(500\)/,
  },
  {
    what: 'a web page for photos',
    args: () => ['datasets', 'import', 'test/fixtures/images', '--url', `${proxy.url}/page`],
    says: /answered with a web page/,
  },
];

describe('a command that cannot do what it is told', () => {
  it.concurrent.for(cases)('says why, without a stack: $what', async ({ args, environment, says }) => {
    const { code, stdout, stderr } = await atelier(args(), environment?.());
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/^(atelier|error): /m);
    expect(`${stdout}${stderr}`).not.toMatch(/^\s+at |node:internal|\.js:\d+:\d+/m);
    expect(code).toBe(1);
  });

  it('has its help, whatever the environment is', async () => {
    const { code, stdout, stderr } = await atelier(['--help'], { PORT: 'abc' });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Usage: atelier');
  });

  it('leaves no file behind of what broke off', async () => {
    const out = join(folder, 'broken-off.safetensors');
    await atelier(['export', JOB, '--url', `${proxy.url}/cut`, '--out', out]);
    expect((await readdir(folder)).filter((name) => name.startsWith('broken-off'))).toEqual([]);
  });

  it('goes by the address of the command line before that of the environment', async () => {
    const { stderr } = await atelier(['jobs', 'list', '--url', `${proxy.url}/failed`], { ATELIER_URL: NOWHERE });
    expect(stderr).toContain('answered with a web page (500)');
  });

  it('looks for the service of an IPv6 address', async () => {
    const { stderr } = await atelier(['jobs', 'list'], { HOST: '::1', PORT: '2' });
    expect(stderr).toContain('Nothing answers at http://[::1]:2 ');
  });

  it('says that its answer cannot be written', async () => {
    const env = { ...process.env, DATA_DIR: join(folder, 'data') };
    const { code, stderr } = await new Promise<Ended>((resolve) => {
      const child = execFile(
        'sh',
        ['-c', `'${process.execPath}' bin/atelier.js doctor > /dev/full`],
        { env },
        (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
      );
    });
    expect(stderr).toMatch(/^atelier: .*ENOSPC/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(1);
  });
});

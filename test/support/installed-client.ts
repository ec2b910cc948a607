import { execFile } from 'node:child_process';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { snippetsOf } from '../docs/snippets.js';
import { oneAtATime } from './shared.js';

const exec = promisify(execFile);

export const ROOT = resolve(import.meta.dirname, '../..');

/**
 * Packs the client by the command of its README, and installs it into a folder with the packages that it needs. These are
 * copied from here: npm would ask a registry for them.
 */
export async function installClient(folder: string): Promise<void> {
  const commands = snippetsOf(join(ROOT, 'clients/typescript/README.md')).find(({ language }) => language === 'sh');
  const pack = (commands?.code.split('\n')[0] ?? '').replace('~', folder);
  // It compiles the client to `dist`, where another test file may be at the same.
  const dist = join(ROOT, 'clients/typescript/dist');
  const { stdout } = await oneAtATime(dist, async () => await exec('sh', ['-c', pack], { cwd: ROOT }));
  const packed = stdout.trim().split('\n').at(-1) as string;
  const installed = join(folder, 'node_modules/@atelier/client');
  await mkdir(installed, { recursive: true });
  await exec('tar', ['xzf', join(folder, packed), '--strip-components=1', '-C', installed]);
  await bring(folder, installed);
}

async function bring(folder: string, owner: string): Promise<void> {
  const { dependencies = {} } = JSON.parse(await readFile(join(owner, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const name of Object.keys(dependencies)) {
    const from = join(ROOT, 'node_modules', name);
    await cp(from, join(folder, 'node_modules', name), { recursive: true, dereference: true });
    await bring(folder, from);
  }
}

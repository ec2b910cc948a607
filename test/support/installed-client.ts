import { execFile } from 'node:child_process';
import { cp, mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

export const ROOT = resolve(import.meta.dirname, '../..');

/**
 * Packs the client as it would be published, and installs it into a folder with the packages that it needs. These are
 * copied from here: npm would ask a registry for them.
 */
export async function installClient(folder: string): Promise<void> {
  const packed = await exec('npm', ['pack', './clients/typescript', '--json', '--pack-destination', folder], {
    cwd: ROOT,
  });
  const [{ filename }] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf('['))) as [{ filename: string }];
  const installed = join(folder, 'node_modules/@atelier/client');
  await mkdir(installed, { recursive: true });
  await exec('tar', [
    'xzf',
    join(folder, filename.replace('@', '').replace('/', '-')),
    '--strip-components=1',
    '-C',
    installed,
  ]);
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

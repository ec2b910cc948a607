import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedPython } from './python.js';

/** What it draws depends on both. */
const REQUIREMENTS = ['schemathesis==4.32.5', 'hypothesis==6.170.17'];
const LONGEST_LIST = 1_024;
const FOLDER = join(import.meta.dirname, '../conformance');

/** A Python with schemathesis; undefined, with the reason printed, where pip has none. */
export async function findSchemathesis(): Promise<string | undefined> {
  try {
    return await sharedPython(REQUIREMENTS);
  } catch (error) {
    process.stderr.write(`skipped: schemathesis can't be had here: ${(error as Error).message}\n`);
    return undefined;
  }
}

export interface FuzzOptions {
  /** Values that parameters take half of the time, by the names that schemathesis.toml binds. */
  readonly dictionaries: Readonly<Record<string, readonly string[]>>;
  /** Further lines of schemathesis.toml. */
  readonly settings?: string;
  readonly args: readonly string[];
  /** The service has no keys, so what its description says of them is left out. */
  readonly isOpen?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs schemathesis over a service. @returns what it printed, which begins with its failures, and whether it found none */
export async function fuzz(
  python: string,
  url: string,
  { dictionaries, settings = '', args, isOpen = false, environment = {} }: FuzzOptions,
): Promise<{ passed: boolean; output: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-fuzz-'));
  try {
    const lists = Object.entries(dictionaries).map(
      ([name, values]) => `[dictionaries.${name}]\nvalues = ${JSON.stringify(values)}\n`,
    );
    const config = join(folder, 'schemathesis.toml');
    const hooks = `hooks = ${JSON.stringify(join(FOLDER, 'schemathesis_hooks.py'))}`;
    const common = await readFile(join(FOLDER, 'schemathesis.toml'), 'utf8');
    await writeFile(config, [hooks, common, settings, ...lists].join('\n'));
    const description = join(folder, 'openapi.json');
    const whole = withoutLongLists(await (await fetch(`${url}/openapi.json`)).text());
    await writeFile(description, isOpen ? withoutSecurity(whole) : whole);
    const command = ['-m', 'schemathesis.cli', '--config-file', config, 'run', description, '--url', url, ...args];
    return await new Promise((resolve) => {
      const options = {
        cwd: folder,
        env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...environment },
        maxBuffer: 64 * 2 ** 20,
      };
      execFile(python, command, options, (error, stdout, stderr) =>
        resolve({ passed: error === null, output: stdout + stderr }),
      );
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** It would send lists of the very limit and beyond: thousands of files take half a minute, and say no more than a few. */
function withoutLongLists(description: string): string {
  return JSON.stringify(
    JSON.parse(description, (name, value: unknown) =>
      name === 'maxItems' && Number(value) > LONGEST_LIST ? undefined : value,
    ),
  );
}

function withoutSecurity(description: string): string {
  return JSON.stringify(JSON.parse(description, (name, value: unknown) => (name === 'security' ? undefined : value)));
}

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';
import { findPlace } from '../../scripts/setup/place.mjs';
import { fillOnce } from './shared.js';

/** A headless Chromium as an npm package: the program and the libraries that a bare machine lacks, compressed. */
const PACKAGE = {
  name: '@sparticuz/chromium',
  version: '153.0.0',
  integrity: 'sha512-jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==',
} as const;

/** Its files, and whether they are archives. */
const FILES = ['chromium', 'al2023.tar', 'swiftshader.tar'] as const;

const ON_PATH = ['chromium', 'chromium-headless-shell', 'chromium-browser', 'google-chrome'];

/** A browser that is found on the PATH or in the user's cache, to which npm brings it on first use. */
interface Installed {
  readonly program: string;
  /** Folder of libraries that come with it. */
  readonly libraries?: string;
}

/** @returns a running Chromium; undefined, with the reason printed, where none can be had */
export async function findBrowser(): Promise<Browser | undefined> {
  try {
    const { program, libraries } = onPath() ?? (await cached());
    return await chromium.launch({
      executablePath: program,
      // Tests run as root in containers, where Chromium's sandbox refuses to; the pages are our own.
      args: [
        '--no-sandbox',
        '--headless',
        '--enable-unsafe-swiftshader',
        '--use-angle=swiftshader',
        '--disable-dev-shm-usage',
      ],
      ...(libraries ? { env: { ...process.env, LD_LIBRARY_PATH: libraries } as Record<string, string> } : {}),
    });
  } catch (error) {
    process.stderr.write(`skipped: no Chromium can be had here: ${(error as Error).message}\n`);
    return undefined;
  }
}

function onPath(): Installed | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of ON_PATH) {
      const program = join(folder, name);
      if (folder !== '' && existsSync(program)) return { program };
    }
  }
  return undefined;
}

async function cached(): Promise<Installed> {
  const folder = join(findPlace().cache, `chromium-${PACKAGE.version}`);
  await fillOnce(folder, bring);
  return { program: join(folder, 'chromium'), libraries: `${join(folder, 'lib')}${delimiter}${folder}` };
}

/** Unpacks the package into a folder. */
async function bring(folder: string): Promise<void> {
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  run('npm', 'pack', '--silent', '--pack-destination', folder, `${PACKAGE.name}@${PACKAGE.version}`);
  const tarball = join(folder, `sparticuz-chromium-${PACKAGE.version}.tgz`);
  const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (integrity !== PACKAGE.integrity) throw new Error(`${PACKAGE.name} has the integrity ${integrity}`);
  run('tar', 'xf', tarball);
  for (const name of FILES) {
    const compressed = createReadStream(join(folder, 'package/bin', `${name}.br`));
    const target = createWriteStream(join(folder, name), { mode: 0o755 });
    await pipeline(compressed, createBrotliDecompress(), target);
    if (name.endsWith('.tar')) run('tar', 'xf', name);
  }
}

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished, vi } from 'vitest';

// pip takes seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** The project's own folder. */
export const PROJECT = path.resolve(import.meta.dirname, '../..');

/** The Python that `python3` is: version managers put slow scripts before it. */
export const PYTHON = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();

/** A folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'atelier-setup-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files by their paths below a folder; a text that starts with "#!" becomes executable. */
export function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
  }
}

/** A clone and a cache of its own, both empty. Its pip sees the folder `wheels` only. */
export function emptyPlace(env: NodeJS.ProcessEnv = {}) {
  const folder = temporaryFolder();
  const place = { root: path.join(folder, 'clone'), cache: path.join(folder, 'cache'), flavour: 'cpu' as const };
  const wheels = path.join(folder, 'wheels');
  for (const directory of [place.root, place.cache, wheels]) fs.mkdirSync(directory);
  const pip = { PIP_CONFIG_FILE: os.devNull, PIP_NO_INDEX: '1', PIP_FIND_LINKS: wheels, PIP_QUIET: '1' };
  const { ATELIER_REDIS_SERVER: _, ...outer } = process.env;
  const searched = { PATH: `${path.dirname(PYTHON)}:${outer.PATH}` };
  return { ...place, wheels, env: { ...outer, ...searched, ...pip, ...env } as NodeJS.ProcessEnv };
}

/** Makes a wheel that pip accepts, and returns its pin. */
export function makeWheel(folder: string, project: string, files: Record<string, string>) {
  const name = project.replaceAll('-', '_');
  const content = temporaryFolder();
  writeFiles(content, {
    ...files,
    [`${name}-1.0.dist-info/METADATA`]: `Metadata-Version: 2.1\nName: ${project}\nVersion: 1.0\n`,
    [`${name}-1.0.dist-info/WHEEL`]: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${name}-1.0.dist-info/RECORD`]: '',
  });
  const file = path.join(folder, `${name}-1.0-py3-none-any.whl`);
  const zipped = path.join(folder, 'wheel.zip');
  const script = 'import shutil, sys; shutil.make_archive(sys.argv[1][:-4], "zip", sys.argv[2])';
  execFileSync(PYTHON, ['-c', script, zipped, content]);
  fs.renameSync(zipped, file);
  return { project, version: '1.0', sha256: createHash('sha256').update(fs.readFileSync(file)).digest('hex') };
}

/** The names below a folder, files only. */
export function filesBelow(folder: string): string[] {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  return files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))).sort();
}

/** One sentence, on one line, that ends there. */
export const ONE_SENTENCE = /^[^\n]+\.$/;

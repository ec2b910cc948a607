import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { readRepositoryFile } from '../support/garment-photos.js';

it('has the types of openapi.yaml (npm run openapi writes them anew)', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-types-'));
  try {
    await promisify(execFile)(process.execPath, ['scripts/client-types/main.mjs', join(folder, 'openapi.ts')]);
    const made = await readFile(join(folder, 'openapi.ts'), 'utf8');
    expect(made).toBe(await readRepositoryFile('clients/typescript/src/openapi.ts'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it('needs the packages that it is tested with', async () => {
  const { dependencies } = JSON.parse(await readRepositoryFile('clients/typescript/package.json')) as {
    dependencies: Record<string, string>;
  };
  const { dependencies: ours, version } = JSON.parse(await readRepositoryFile('package.json')) as {
    dependencies: Record<string, string>;
    version: string;
  };
  expect(ours).toMatchObject(dependencies);
  expect(JSON.parse(await readRepositoryFile('clients/typescript/package.json'))).toMatchObject({ version });
});

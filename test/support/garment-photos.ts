import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderGarment } from '../../scripts/sample-garments/index.js';
import { zipOf } from '../../src/images/zip.js';

/** A zip with one folder per class, as a shop would upload it; `extra` files are added as they are. */
export async function garmentZip(count: number, extra: { name: string; bytes: Buffer }[] = []): Promise<Buffer> {
  const kinds = ['dress', 'shoe'] as const;
  const files = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const kind = kinds[i % kinds.length] as (typeof kinds)[number];
      return { name: `photos/${kind}/${i}.jpg`, bytes: await renderGarment(kind, i, 96) };
    }),
  );
  return await zipOf([...files, ...extra]);
}

/** A multipart body with a file, as browsers and curl send it. */
export function uploadOf(name: string, bytes: Buffer): FormData {
  const form = new FormData();
  form.set('name', name);
  form.set('file', new Blob([new Uint8Array(bytes)]), `${name}.zip`);
  return form;
}

export async function readRepositoryFile(path: string): Promise<string> {
  return await readFile(join(import.meta.dirname, '../..', path), 'utf8');
}

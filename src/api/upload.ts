import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import type { SourceFile } from '../datasets/source.js';
import { zipFiles } from '../datasets/zip-source.js';
import { AtelierError, invalidField } from '../errors.js';

/** How a zip archive begins: with an entry, or when it is empty, with its end. */
const ZIP_MAGIC = [Buffer.from('PK\x03\x04', 'latin1'), Buffer.from('PK\x05\x06', 'latin1')];

/** An upload on disk: what its fields say, and its files. */
export interface Upload {
  readonly fields: Readonly<Record<string, string>>;
  readonly fileNames: readonly string[];
  readonly files: AsyncIterable<SourceFile>;
}

/**
 * Streams a multipart body to disk, hands it to `use`, and removes it afterwards. Zip archives are opened; other files
 * are images.
 * @throws AtelierError `payload_too_large`, `validation_failed` if there is no file
 */
export async function withUpload<T>(
  request: FastifyRequest,
  uploads: { readonly folder: string },
  use: (upload: Upload) => Promise<T>,
): Promise<T> {
  const folder = join(uploads.folder, randomUUID());
  await mkdir(folder, { recursive: true });
  try {
    const fields: Record<string, string> = {};
    const saved: { name: string; path: string }[] = [];
    for await (const part of request.parts()) {
      if (part.type === 'field') {
        fields[part.fieldname] = String(part.value);
        continue;
      }
      // The client's name never becomes a path of ours.
      const path = join(folder, String(saved.length));
      await pipeline(part.file, createWriteStream(path));
      if (part.file.truncated) throw new AtelierError('payload_too_large', `${part.filename} is too large.`);
      saved.push({ name: part.filename, path });
    }
    if (saved.length === 0) {
      throw invalidField('file', 'a zip archive or images are needed');
    }
    return await use({ fields, fileNames: saved.map(({ name }) => name), files: filesOf(saved) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* filesOf(saved: readonly { name: string; path: string }[]): AsyncIterable<SourceFile> {
  for (const { name, path } of saved) {
    // What is called a zip is opened as one even if it doesn't begin like one: it is then refused as damaged.
    if (name.toLowerCase().endsWith('.zip') || (await isZip(path))) yield* zipFiles(path);
    else yield { path: name, bytes: () => readFile(path) };
  }
}

async function isZip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && ZIP_MAGIC.some((magic) => magic.equals(buffer));
  } finally {
    await file.close();
  }
}

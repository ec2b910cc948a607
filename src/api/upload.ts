import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { attackIn, isPrintable, madePrintable, plainPath } from '../datasets/file-names.js';
import { readImageFile, type SourceFile } from '../datasets/source.js';
import { checkZips, zipFiles } from '../datasets/zip-source.js';
import { AtelierError, invalidField } from '../errors.js';
import { bytes } from './schemas.js';
import type { UploadFolder } from './upload-folder.js';

/** How a zip archive begins: with an entry, or when it is empty, with its end. */
const ZIP_MAGIC = [Buffer.from('PK\x03\x04', 'latin1'), Buffer.from('PK\x05\x06', 'latin1')];

/** Images in one multipart body; larger datasets come as a zip. Each may have a label before it. */
export const MAX_FILES = 10_000;
const MAX_PATH_LENGTH = 1000;
const MAX_NAME_LENGTH = 200;
const FIELDS = ['name', 'label'];

/** The body, for openapi.yaml. */
export const uploadForm = z.strictObject({
  name: z
    .string()
    .max(MAX_NAME_LENGTH)
    .optional()
    .meta({ description: 'What the dataset is called; by default as its first file.', examples: ['autumn'] }),
  label: z
    .string()
    .max(MAX_NAME_LENGTH)
    .optional()
    .meta({ description: 'Class of the files after it; may come again.', examples: ['dress'] }),
  file: z
    .array(bytes)
    .min(1)
    .max(MAX_FILES)
    .meta({
      description:
        'Zips with one folder per class, or images: JPEG, PNG, WebP, AVIF or HEIC. Up to 10,000 files, `MAX_UPLOAD_BYTES` together.',
      examples: [['(bytes)']],
    }),
});

/** An upload on disk: what it calls itself, and its files. */
export interface Upload {
  /** As its field says; otherwise as the first file is called. */
  readonly name: string;
  readonly isNamed: boolean;
  /** May be gone through more than once. */
  readonly files: AsyncIterable<SourceFile>;
}

interface SavedFile {
  readonly path: string;
  readonly label: string | undefined;
  /** Where it is, under a name of ours. */
  readonly savedAs: string;
  /** What is called a zip is opened as one even if it doesn't begin like one: it is then refused as damaged. */
  readonly isZip: boolean;
}

/**
 * Streams a multipart body to disk, hands it to `use`, and removes it afterwards. Zip archives are opened; other files
 * are images. The field `label` is the class of the files that follow it.
 *
 * @param onReceived called with the bytes of a file as they come
 * @throws AtelierError `payload_too_large`, `validation_failed` if there is no file
 */
export async function withUpload<T>(
  request: FastifyRequest,
  uploads: { readonly folder: UploadFolder; readonly maxBytes: number },
  onReceived: (bytes: number) => void,
  use: (upload: Upload) => Promise<T>,
): Promise<T> {
  return await uploads.folder.use(async (folder) => {
    let name: string | undefined;
    let label: string | undefined;
    let bytes = 0;
    const count = (received: number): void => {
      bytes += received;
      if (bytes > uploads.maxBytes) throw tooLarge(uploads.maxBytes);
      onReceived(received);
    };
    const saved: SavedFile[] = [];
    for await (const part of request.parts()) {
      if (part.type === 'field') {
        const value = checkedText(nameOf(part), part.value);
        if (part.fieldname === 'name') name = value;
        else label = checkedLabel(value);
        continue;
      }
      const path = checkedPath(part.filename ?? 'file');
      const savedAs = join(folder, String(saved.length));
      await save(part, savedAs, count);
      if (part.file.truncated) throw tooLarge(uploads.maxBytes);
      const isZip = path.toLowerCase().endsWith('.zip') || (await beginsAsZip(savedAs));
      saved.push({ path, label, savedAs, isZip });
    }
    const [first] = saved;
    if (first === undefined) throw invalidField('file', 'a zip archive or images are needed');
    return await use({
      name: name || madePrintable(parse(first.path).name) || 'dataset',
      isNamed: Boolean(name),
      files: { [Symbol.asyncIterator]: () => filesOf(saved) },
    });
  });
}

async function save(part: MultipartFile, savedAs: string, count: (bytes: number) => void): Promise<void> {
  const counted = async function* (chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
    for await (const chunk of chunks) {
      count(chunk.length);
      yield chunk;
    }
  };
  await pipeline(part.file, counted, createWriteStream(savedAs));
}

async function* filesOf(saved: readonly SavedFile[]): AsyncGenerator<SourceFile> {
  const zips = saved.filter(({ isZip }) => isZip).map(({ savedAs }) => savedAs);
  await checkZips(zips, saved.length - zips.length);
  for (const { path, label, savedAs, isZip } of saved) {
    if (isZip) {
      for await (const file of zipFiles(savedAs)) yield { ...file, label };
    } else {
      yield { path, label, bytes: () => readImageFile(savedAs) };
    }
  }
}

async function beginsAsZip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && ZIP_MAGIC.some((magic) => magic.equals(buffer));
  } finally {
    await file.close();
  }
}

/** A part's name, as far as it is told; a client may have left it out, whatever the types say. */
export function nameOf({ fieldname }: { readonly fieldname: string | undefined }): string {
  return fieldname?.slice(0, 64) ?? 'a part without a name';
}

function checkedText(field: string, value: unknown): string {
  if (!FIELDS.includes(field)) throw invalidField(field, `unknown field; known are ${FIELDS.join(', ')} and file`);
  const text = String(value).trim();
  if (text.length > MAX_NAME_LENGTH) throw invalidField(field, `longer than ${MAX_NAME_LENGTH} characters`);
  return text;
}

/** @returns undefined for an empty one, from which on the files have none */
function checkedLabel(label: string): string | undefined {
  if (!isPrintable(label) || /[/\\]/.test(label) || label.startsWith('.')) {
    throw invalidField('label', 'must be a plain name, without slashes and not beginning with a dot');
  }
  return label || undefined;
}

/** The client's path never becomes one of ours; it is kept as the image's name, and its folder may be the class. */
function checkedPath(path: string): string {
  if (path.length > MAX_PATH_LENGTH) throw invalidField('file', `a name is longer than ${MAX_PATH_LENGTH} characters`);
  if (attackIn(path) !== undefined) throw invalidField('file', 'names must be relative paths, without `..` and NUL');
  return plainPath(path) || 'file';
}

function tooLarge(maxBytes: number): AtelierError {
  return new AtelierError('payload_too_large', `An upload may have ${maxBytes} bytes at most.`);
}

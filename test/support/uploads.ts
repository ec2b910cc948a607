import sharp from 'sharp';
import type { Dataset } from '../../src/contracts/dataset.js';
import type { Problem } from '../../src/contracts/problem.js';

/** A part of a multipart body: a field, or a file. */
export type Part = readonly [name: 'name' | 'label', value: string] | readonly [fileName: string, bytes: Buffer];

/** A multipart body with the parts in order. */
export function formOf(...parts: readonly Part[]): FormData {
  const form = new FormData();
  for (const [name, value] of parts) {
    if (typeof value === 'string') form.append(name, value);
    else form.append('file', new Blob([new Uint8Array(value)]), name);
  }
  return form;
}

/** What the API says to an upload. */
export interface UploadResponse {
  readonly status: number;
  readonly dataset: Dataset;
  readonly problem: Problem;
}

export async function upload(url: string, ...parts: readonly Part[]): Promise<UploadResponse> {
  const response = await fetch(url, { method: 'POST', body: formOf(...parts) });
  const body: unknown = await response.json();
  return { status: response.status, dataset: body as Dataset, problem: body as Problem };
}

/** An image that takes a second and more to decode: an interlaced PNG has to be whole before a pixel of it is known. */
export async function slowPhoto(): Promise<Buffer> {
  return await sharp({ create: { width: SLOW_SIDE, height: SLOW_SIDE, channels: 3, background: 'red' } })
    .png({ compressionLevel: 1, progressive: true })
    .toBuffer();
}

export const SLOW_SIDE = 9_000;

/** A photo of one colour, which stands for any that is told apart by it. */
export async function plainPhoto(background: string, width = 80, height = 100): Promise<Buffer> {
  return await sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
}

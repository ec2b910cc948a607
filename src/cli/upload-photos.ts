import { randomUUID } from 'node:crypto';
import { createWriteStream, openAsBlob, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Atelier, ConnectionError, type Dataset, type UploadStatus } from '../../clients/typescript/src/index.js';
import { folderFiles } from '../datasets/folder-source.js';
import { RejectedImage } from '../datasets/image-format.js';
import { type ZipEntry, zipStream } from '../images/zip.js';
import { formatBytes } from './numbers.js';
import type { TerminalLine } from './terminal-line.js';

const POLL_MS = 500;

/** Photos that a command names. */
export interface PhotoSource {
  readonly path: string;
  readonly isFolder: boolean;
  /** What the dataset is called. */
  readonly name: string;
}

/**
 * Uploads photos as a dataset, and tells how far it is. A folder is sent as one zip, which has a file of its own in the
 * system's temporary folder meanwhile: as files, a request may hold 10,000.
 */
export async function uploadPhotos(client: Atelier, source: PhotoSource, line: TerminalLine): Promise<Dataset> {
  if (!source.isFolder) return await send(client, source.path, source.name, line);
  const folder = await mkdtemp(join(tmpdir(), 'atelier-import-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const stop = () => {
    remove();
    process.exit(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  try {
    const zip = join(folder, `${basename(source.name) || 'photos'}.zip`);
    await pipeline(zipStream(entriesOf(source.path, line)), createWriteStream(zip));
    return await send(client, zip, source.name, line);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
    remove();
  }
}

async function* entriesOf(folder: string, line: TerminalLine): AsyncGenerator<ZipEntry> {
  let packed = 0;
  for await (const { path, bytes } of folderFiles(folder)) {
    try {
      yield { name: path, bytes: await bytes() };
    } catch (error) {
      if (!(error instanceof RejectedImage)) throw error;
      line.write(`left out ${path}: ${error.message}`);
    }
    packed += 1;
    line.show(`${packed} files packed`);
  }
}

/** The service works on when it has all bytes, also if the connection is lost: its import may take longer than that lasts. */
async function send(client: Atelier, file: string, name: string, line: TerminalLine): Promise<Dataset> {
  const upload = randomUUID();
  const data = await openAsBlob(file);
  let last: UploadStatus | undefined;
  const poll = async (): Promise<UploadStatus | undefined> => {
    // There is none before the first bytes are there.
    last = (await client.datasets.progress(upload).catch(() => undefined)) ?? last;
    if (last) line.show(describe(last, data.size));
    return last;
  };
  const sent = client.datasets.upload([{ name: basename(file), data }], { name, upload });
  const ended = new AbortController();
  void sent.catch(() => {}).finally(() => ended.abort());
  while (!ended.signal.aborted) {
    await poll();
    await sleep(POLL_MS, undefined, { signal: ended.signal }).catch(() => {});
  }
  try {
    return await sent;
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    return await imported(client, poll, error);
  }
}

/** The dataset of an upload whose connection was lost. @throws `lost` if the service had not all of it */
async function imported(
  client: Atelier,
  poll: () => Promise<UploadStatus | undefined>,
  lost: ConnectionError,
): Promise<Dataset> {
  for (;;) {
    const status = await poll();
    if (status?.state === 'done' && status.dataset !== null) return await client.datasets.get(status.dataset);
    if (status?.state !== 'inspecting') throw lost;
    await sleep(POLL_MS);
  }
}

function describe({ state, receivedBytes, inspectedFiles }: UploadStatus, bytes: number): string {
  if (state === 'receiving') return `${formatBytes(receivedBytes)} of ${formatBytes(bytes)} sent`;
  return `${inspectedFiles} images read`;
}

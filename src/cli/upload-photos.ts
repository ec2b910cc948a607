import { randomUUID } from 'node:crypto';
import { createWriteStream, openAsBlob, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Atelier,
  AtelierError,
  ConnectionError,
  type Dataset,
  type Photo,
  type UploadStatus,
} from '../../clients/typescript/src/index.js';
import { folderFiles } from '../datasets/folder-source.js';
import { RejectedImage } from '../datasets/image-format.js';
import { NameNotes } from '../datasets/name-notes.js';
import { withoutSideFiles } from '../datasets/without-side-files.js';
import { type ZipEntry, zipStream } from '../images/zip.js';
import { formatBytes } from './numbers.js';
import type { TerminalLine } from './terminal-line.js';

const POLL_MS = 500;
/** So many looks in a row may fail, such as while the service is being restarted, before an upload counts as lost. */
const LOST_POLLS = 60;

/** Photos that a command names. */
export interface PhotoSource {
  readonly path: string;
  readonly isFolder: boolean;
  readonly name: string;
}

/** What becomes of the photos once the service has them. */
export type Post = (client: Atelier, photos: readonly Photo[], upload: string) => Promise<Dataset>;

/**
 * Uploads photos to a dataset, and tells how far it is. A folder is sent as one zip, which has a file of its own in the
 * system's temporary folder meanwhile: as files, a request may hold 10,000.
 */
export async function uploadPhotos(
  client: Atelier,
  source: PhotoSource,
  post: Post,
  line: TerminalLine,
): Promise<Dataset> {
  if (!source.isFolder) return await send(client, source.path, post, line);
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
    return await send(client, zip, post, line);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
    remove();
  }
}

async function* entriesOf(folder: string, line: TerminalLine): AsyncGenerator<ZipEntry> {
  let packed = 0;
  const notes = new NameNotes();
  for await (const { path, bytes } of withoutSideFiles(folderFiles(folder), notes)) {
    try {
      yield { name: path, bytes: await bytes() };
    } catch (error) {
      if (!(error instanceof RejectedImage)) throw error;
      line.write(`left out ${path}: ${error.message}`);
    }
    packed += 1;
    line.show(`${packed} files packed`);
  }
  for (const { message } of notes.notes()) line.write(message);
}

/** The service works on when it has all bytes, also if the connection is lost: its import may take longer than that lasts. */
async function send(client: Atelier, file: string, post: Post, line: TerminalLine): Promise<Dataset> {
  const upload = randomUUID();
  const data = await openAsBlob(file);
  const poll = async (): Promise<UploadStatus> => {
    const status = await client.datasets.progress(upload);
    line.show(describe(status, data.size));
    return status;
  };
  const sent = post(client, [{ name: basename(file), data }], upload);
  const ended = new AbortController();
  void sent.catch(() => {}).finally(() => ended.abort());
  while (!ended.signal.aborted) {
    // There is none before the first bytes are there.
    await poll().catch(() => {});
    await sleep(POLL_MS, undefined, { signal: ended.signal }).catch(() => {});
  }
  try {
    return await sent;
  } catch (error) {
    if (!isLost(error)) throw error;
    return await imported(client, poll, error);
  }
}

/** The dataset of an upload whose connection was lost. @throws `lost` if the service had not all of it */
async function imported(client: Atelier, poll: () => Promise<UploadStatus>, lost: Error): Promise<Dataset> {
  let failures = 0;
  for (;;) {
    try {
      const { state, dataset } = await poll();
      if (state === 'done' && dataset !== null) return await client.datasets.get(dataset);
      if (state !== 'inspecting') throw lost;
      failures = 0;
    } catch (error) {
      failures += 1;
      const refused = error instanceof AtelierError && error.status < 500;
      if (error === lost || refused || failures > LOST_POLLS) throw lost;
    }
    await sleep(POLL_MS);
  }
}

/** Whether the answer did not come; a proxy may have given one of its own, such as after it has waited for a minute. */
function isLost(error: unknown): error is Error {
  if (error instanceof AtelierError) return error.code === 'unknown' && error.status >= 500;
  return error instanceof ConnectionError;
}

function describe({ state, receivedBytes, inspectedFiles }: UploadStatus, bytes: number): string {
  if (state === 'receiving') return `${formatBytes(receivedBytes)} of ${formatBytes(bytes)} sent`;
  return `${inspectedFiles} images read`;
}

import type { Redis } from 'ioredis';
import { DEFAULT_WORKSPACE } from '../contracts/access.js';
import type { UploadStatus } from '../contracts/upload.js';
import { AtelierError, summarizeError } from '../errors.js';
import { keys, ofWorkspace } from '../redis/keys.js';

/** How long an upload is remembered after it last moved. */
const KEPT_SECONDS = 60 * 60;
/** Progress is told this often, in ms. */
const TOLD_EVERY_MS = 500;

/** How far uploads are, for whichever API process is asked. */
export class UploadProgress {
  /** @param workspace whose uploads they are: others may choose the same ids */
  constructor(
    private readonly redis: Redis,
    private readonly workspace: string = DEFAULT_WORKSPACE,
  ) {}

  /** @param totalBytes of the request, if it said */
  begin(id: string, totalBytes: number | null): TrackedUpload {
    return new TrackedUpload(this.redis, this.#keyOf(id), id, totalBytes);
  }

  /** @throws AtelierError `not_found` */
  async get(id: string): Promise<UploadStatus> {
    const status = await this.redis.get(this.#keyOf(id));
    if (status === null) throw new AtelierError('not_found', `There is no upload ${id}, or it ended an hour ago.`);
    return JSON.parse(status) as UploadStatus;
  }

  #keyOf(id: string): string {
    return ofWorkspace(keys.upload(id), this.workspace);
  }
}

/** One upload on its way. Nothing waits for its progress to be told, and nothing fails if it can't be. */
export class TrackedUpload {
  #status: UploadStatus;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly key: string,
    id: string,
    totalBytes: number | null,
  ) {
    this.#status = {
      id,
      state: 'receiving',
      receivedBytes: 0,
      totalBytes,
      inspectedFiles: 0,
      dataset: null,
      error: null,
      updatedAt: '',
    };
    void this.#tell();
  }

  received(bytes: number): void {
    this.#status.receivedBytes += bytes;
    this.#tellSoon();
  }

  /** All bytes are here. */
  inspecting(): void {
    this.#status.state = 'inspecting';
    void this.#tell();
  }

  inspected(files: number): void {
    this.#status.inspectedFiles = files;
    this.#tellSoon();
  }

  async done(dataset: string): Promise<void> {
    this.#status = { ...this.#status, state: 'done', dataset };
    await this.#tell();
  }

  async failed(error: unknown): Promise<void> {
    this.#status = { ...this.#status, state: 'failed', error: summarizeError(error) };
    await this.#tell();
  }

  #tellSoon(): void {
    this.#timer ??= setTimeout(() => void this.#tell(), TOLD_EVERY_MS);
  }

  async #tell(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#status.updatedAt = new Date().toISOString();
    const status = JSON.stringify(this.#status);
    await this.redis.set(this.key, status, 'EX', KEPT_SECONDS).catch(() => {});
  }
}

import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ArtifactStore, StoredObject, Unfinished } from './artifact-store.js';
import { LOCKS, segmentsOf } from './key.js';
import {
  asUnavailable,
  connectS3,
  isMissing,
  isRefused,
  PATIENCE,
  type S3Location,
  type S3Patience,
} from './s3-client.js';
import { type ConditionalObject, withLease } from './s3-lease.js';

/** Larger objects travel in parts of this size, so that one that fails is sent again alone. */
export const PART_BYTES = 8 * 1024 ** 2;
/** Keys that one request may remove. */
const REMOVED_AT_ONCE = 1_000;

/** An object that is being read. */
interface Answer {
  readonly body: Readable;
  readonly bytes: number;
  readonly etag: string;
}

/** Objects in a bucket of S3, or of a server that speaks it, below a prefix. */
export class S3Store implements ArtifactStore {
  readonly #client: S3Client;
  /** For links only. */
  readonly #linkClient: S3Client | undefined;
  readonly #bucket: string;
  /** Before every key: empty, or with a `/` at its end. */
  readonly #root: string;

  constructor(
    readonly location: S3Location,
    private readonly patience: S3Patience = PATIENCE,
  ) {
    const { bucket, prefix, linkEndpoint } = location;
    this.#bucket = bucket;
    this.#root = prefix === '' ? '' : `${prefix}/`;
    this.#client = connectS3(location, patience);
    if (linkEndpoint === undefined) this.#linkClient = this.#client;
    else if (linkEndpoint !== 'none') this.#linkClient = connectS3({ ...location, endpoint: linkEndpoint }, patience);
  }

  get description(): string {
    const { bucket, prefix, endpoint } = this.location;
    return `s3://${bucket}${prefix && `/${prefix}`}${endpoint ? ` at ${endpoint}` : ''}`;
  }

  async put(key: string, body: Uint8Array | Readable): Promise<void> {
    const target = this.#at(key);
    if (body instanceof Readable || body.length > PART_BYTES) await this.#upload(target, body);
    else await asked(this.#client.send(new PutObjectCommand({ ...target, Body: body })));
  }

  async putNew(key: string, body: Uint8Array): Promise<boolean> {
    return (await this.#write(key, body, undefined)) !== undefined;
  }

  async get(key: string): Promise<Buffer | undefined> {
    const first = await this.#open(key);
    return first && (await this.#collect(key, first));
  }

  async getRange(key: string, start: number, length: number): Promise<Buffer | undefined> {
    const size = await this.size(key);
    if (size === undefined || start + length > size) return undefined;
    if (length === 0) return Buffer.alloc(0);
    const answer = await this.#open(key, { Range: `bytes=${start}-${start + length - 1}` });
    if (!answer) return undefined;
    const bytes = Buffer.concat(await asked(answer.body.toArray()));
    return bytes.length === length ? bytes : undefined;
  }

  async getStream(key: string): Promise<Readable | undefined> {
    const first = await this.#open(key);
    return first && Readable.from(this.#read(key, first), { objectMode: false });
  }

  pathOf(key: string): undefined {
    segmentsOf(key);
    return undefined;
  }

  async linkTo(key: string, seconds: number, fileName: string): Promise<string | undefined> {
    if (!this.#linkClient) return undefined;
    const command = new GetObjectCommand({
      ...this.#at(key),
      ResponseContentDisposition: `attachment; filename="${fileName}"`,
    });
    return await asked(getSignedUrl(this.#linkClient, command, { expiresIn: seconds }));
  }

  async size(key: string): Promise<number | undefined> {
    const found = await unlessMissing(this.#client.send(new HeadObjectCommand(this.#at(key))));
    return found?.ContentLength;
  }

  async list(prefix: string): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of this.#objects(`${this.#at(prefix).Key}/`)) keys.push(key);
    return keys.sort();
  }

  async children(prefix: string): Promise<string[]> {
    const folder = `${this.#at(prefix).Key}/`;
    const names: string[] = [];
    for await (const page of this.#pages({ Prefix: folder, Delimiter: '/' })) {
      for (const { Key = '' } of page.Contents ?? []) names.push(Key.slice(folder.length));
      for (const { Prefix = '' } of page.CommonPrefixes ?? []) names.push(Prefix.slice(folder.length, -1));
    }
    return names.filter((name) => name !== '').sort();
  }

  async *entries(prefix?: string): AsyncIterable<StoredObject> {
    const below = prefix === undefined ? this.#root : `${this.#at(prefix).Key}/`;
    for await (const object of this.#objects(below)) if (!object.key.startsWith(`${LOCKS}/`)) yield object;
  }

  async remove(prefix: string): Promise<void> {
    const { Key } = this.#at(prefix);
    await asked(this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key })));
    const keys: { Key: string }[] = [];
    for await (const { key } of this.#objects(`${Key}/`)) {
      keys.push({ Key: `${this.#root}${key}` });
      if (keys.length === REMOVED_AT_ONCE) await this.#removeAll(keys.splice(0));
    }
    if (keys.length > 0) await this.#removeAll(keys);
  }

  async exclusively<T>(name: string, action: (lost: AbortSignal) => Promise<T>): Promise<T> {
    const key = `${LOCKS}/${name}`;
    const lease: ConditionalObject = {
      read: async () => {
        const answer = await this.#open(key);
        return answer && { body: await asked(text(answer.body)), etag: answer.etag };
      },
      write: (body, etag) => this.#write(key, Buffer.from(body), etag),
    };
    return await withLease(lease, action);
  }

  /** S3 has room for everything; whether it can be reached and written is another matter. */
  async hasRoom(): Promise<boolean> {
    try {
      await this.put(`${LOCKS}/probe`, Buffer.from('0'));
      return true;
    } catch {
      return false;
    }
  }

  /** Uploads in parts that were neither completed nor aborted. */
  async *unfinished(): AsyncIterable<Unfinished> {
    let from: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } | undefined = {};
    while (from) {
      const page: ListMultipartUploadsCommandOutput = await asked(
        this.#client.send(new ListMultipartUploadsCommand({ Bucket: this.#bucket, Prefix: this.#root, ...from })),
      );
      for (const { Key, UploadId, Initiated = new Date() } of page.Uploads ?? []) {
        const abort = new AbortMultipartUploadCommand({ Bucket: this.#bucket, Key, UploadId });
        const discard = async () => void (await unlessMissing(this.#client.send(abort)));
        yield { name: `s3://${this.#bucket}/${Key}, upload ${UploadId}`, since: Initiated, discard };
      }
      from = page.IsTruncated ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker } : undefined;
    }
  }

  /** @throws TypeError for what is not a key */
  #at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: this.#root + segmentsOf(key).join('/') };
  }

  /**
   * Writes a small object if it is of a version, or if there is none.
   * @returns its new version, or undefined if it was not written
   */
  async #write(key: string, body: Uint8Array, etag: string | undefined): Promise<string | undefined> {
    const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag };
    try {
      const { ETag } = await this.#client.send(new PutObjectCommand({ ...this.#at(key), Body: body, ...condition }));
      return ETag;
    } catch (error) {
      if (!isRefused(error) && !isMissing(error)) throw asUnavailable(error);
    }
    // A write whose answer was lost is refused when it is sent again: it stands in its own way.
    const current = await this.#open(key);
    const isOurs = current !== undefined && Buffer.from(body).equals(await this.#collect(key, current));
    return isOurs ? current.etag : undefined;
  }

  /** Sends an object in parts. It appears when the last step, its completion, is done. */
  async #upload(target: { Bucket: string; Key: string }, body: Uint8Array | Readable): Promise<void> {
    let broken: { readonly error: unknown } | undefined;
    if (body instanceof Readable) body.once('error', (error) => (broken = { error }));
    const mark = randomUUID();
    const params = { ...target, Body: body, Metadata: { put: mark } };
    try {
      await new Upload({ client: this.#client, params, partSize: PART_BYTES }).done();
    } catch (error) {
      if (broken) throw broken.error;
      // A completion whose answer was lost finds no upload when it is sent again.
      const found = isMissing(error)
        ? await unlessMissing(this.#client.send(new HeadObjectCommand(target)))
        : undefined;
      if (found?.Metadata?.put !== mark) throw asUnavailable(error);
    }
  }

  async #open(key: string, more: Partial<GetObjectCommandInput> = {}): Promise<Answer | undefined> {
    const answer = await unlessMissing(this.#client.send(new GetObjectCommand({ ...this.#at(key), ...more })));
    if (!answer) return undefined;
    return { body: answer.Body as Readable, bytes: answer.ContentLength as number, etag: answer.ETag as string };
  }

  /** The bytes of an object, through connections that break: each next one goes on where the last one ended. */
  async *#read(key: string, first: Answer): AsyncGenerator<Buffer> {
    let { body } = first;
    let read = 0;
    for (let tries = 1; ; tries++) {
      try {
        for await (const chunk of body as AsyncIterable<Buffer>) {
          read += chunk.length;
          yield chunk;
        }
        if (read === first.bytes) return;
        throw new Error(`${key} was cut off after ${read} of ${first.bytes} bytes`);
      } catch (error) {
        // All bytes and an error: their checksum is wrong.
        if (read >= first.bytes || tries === this.patience.attempts) throw asUnavailable(error);
      }
      const rest = await this.#open(key, { Range: `bytes=${read}-`, IfMatch: first.etag });
      if (!rest) throw asUnavailable(new Error(`${key} was removed while it was read`));
      ({ body } = rest);
    }
  }

  /** Into memory that is taken once: a checkpoint is large. */
  async #collect(key: string, first: Answer): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(first.bytes);
    let offset = 0;
    for await (const chunk of this.#read(key, first)) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    return bytes;
  }

  async *#objects(below: string): AsyncIterable<StoredObject> {
    for await (const page of this.#pages({ Prefix: below })) {
      for (const { Key = '', Size = 0, LastModified = new Date(0) } of page.Contents ?? []) {
        yield { key: Key.slice(this.#root.length), bytes: Size, modifiedAt: LastModified };
      }
    }
  }

  async *#pages(below: { Prefix: string; Delimiter?: string }): AsyncIterable<ListObjectsV2CommandOutput> {
    const pages = paginateListObjectsV2({ client: this.#client }, { Bucket: this.#bucket, ...below });
    try {
      yield* pages;
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  async #removeAll(keys: { Key: string }[]): Promise<void> {
    const command = new DeleteObjectsCommand({ Bucket: this.#bucket, Delete: { Objects: keys, Quiet: true } });
    const { Errors: [first] = [] } = await asked(this.#client.send(command));
    if (first) throw asUnavailable(new Error(`${first.Key} could not be removed: ${first.Code} ${first.Message}`));
  }
}

/** @throws AtelierError `storage_unavailable` for what S3 says against it */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw asUnavailable(error);
  }
}

async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw asUnavailable(error);
  }
}

import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ArtifactStore, StoredObject, Unfinished } from './artifact-store.js';
import { LOCKS, segmentsOf } from './key.js';
import { type ConditionalObject, withLease } from './lease.js';
import {
  asUnavailable,
  connectS3,
  isConflict,
  isMissing,
  isPreconditionFailed,
  orUnavailable,
  PATIENCE,
  type S3Location,
  type S3Patience,
  unlessMissing,
} from './s3-client.js';
import { S3Reader } from './s3-reader.js';

/** Larger objects travel in parts of this size, so that one that fails is sent again alone. */
export const PART_BYTES = 8 * 1024 ** 2;
/** A conditional write that met another is tried again this soon, at the latest, in ms. */
const CONFLICT_MS = 200;
/** Keys that one request may remove. */
const REMOVED_AT_ONCE = 1_000;

/** Objects in a bucket of S3, or of a server that speaks it, below a prefix. */
export class S3Store implements ArtifactStore {
  readonly #client: S3Client;
  /** For links only. */
  readonly #linkClient: S3Client | undefined;
  readonly #reader: S3Reader;
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
    this.#reader = new S3Reader(this.#client, bucket, patience.attempts);
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
    else await orUnavailable(this.#client.send(new PutObjectCommand({ ...target, Body: body })));
  }

  async putNew(key: string, body: Uint8Array): Promise<boolean> {
    return (await this.#write(key, body, undefined)) !== undefined;
  }

  async get(key: string): Promise<Buffer | undefined> {
    const { Key } = this.#at(key);
    const first = await this.#reader.open(Key);
    return first && (await this.#reader.collect(Key, first));
  }

  async getRange(key: string, start: number, length: number): Promise<Buffer | undefined> {
    const { Key } = this.#at(key);
    const response = await this.#reader.open(Key, { Range: `bytes=${start}-${start + length - 1}` });
    if (response?.bytes === length) return await this.#reader.collect(Key, response, start);
    response?.body.destroy();
    return undefined;
  }

  async getStream(key: string, start = 0): Promise<Readable | undefined> {
    const { Key } = this.#at(key);
    const first = await this.#reader.open(Key, start > 0 ? { Range: `bytes=${start}-` } : {});
    return first && Readable.from(this.#reader.read(Key, first, start), { objectMode: false });
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
    return await orUnavailable(getSignedUrl(this.#linkClient, command, { expiresIn: seconds }));
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
    for await (const page of this.#reader.pages({ Prefix: folder, Delimiter: '/' })) {
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
    await orUnavailable(this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key })));
    const keys: { Key: string }[] = [];
    for await (const { key } of this.#objects(`${Key}/`)) {
      keys.push({ Key: `${this.#root}${key}` });
      if (keys.length === REMOVED_AT_ONCE) await this.#removeAll(keys.splice(0));
    }
    if (keys.length > 0) await this.#removeAll(keys);
  }

  async removeObjects(keys: readonly string[]): Promise<void> {
    const all = keys.map((key) => ({ Key: this.#at(key).Key }));
    for (let i = 0; i < all.length; i += REMOVED_AT_ONCE) await this.#removeAll(all.slice(i, i + REMOVED_AT_ONCE));
  }

  async exclusively<T>(name: string, action: (lost: AbortSignal) => Promise<T>): Promise<T> {
    const key = `${LOCKS}/${name}`;
    const lease: ConditionalObject = {
      read: async () => {
        const response = await this.#reader.open(this.#at(key).Key);
        return response && { body: await orUnavailable(text(response.body)), etag: response.etag };
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
      const page: ListMultipartUploadsCommandOutput = await orUnavailable(
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
    const command = new PutObjectCommand({ ...this.#at(key), Body: body, ...condition });
    for (let tries = 1, isDecided = false; !isDecided; tries++) {
      try {
        return (await this.#client.send(command)).ETag;
      } catch (error) {
        isDecided = isPreconditionFailed(error) || isMissing(error);
        if (!isDecided && (!isConflict(error) || tries === this.patience.attempts)) throw asUnavailable(error);
        if (!isDecided) await sleep(CONFLICT_MS * Math.random());
      }
    }
    // A write whose answer was lost is refused when it is sent again: it stands in its own way.
    const { Key } = this.#at(key);
    const current = await this.#reader.open(Key);
    const isOurs = current !== undefined && Buffer.from(body).equals(await this.#reader.collect(Key, current));
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

  async *#objects(below: string): AsyncIterable<StoredObject> {
    for await (const page of this.#reader.pages({ Prefix: below })) {
      for (const { Key = '', Size = 0, LastModified = new Date(0) } of page.Contents ?? []) {
        // A key that ends like a folder is one that a console has made to show it.
        if (Key.endsWith('/')) continue;
        yield { key: Key.slice(this.#root.length), bytes: Size, modifiedAt: LastModified };
      }
    }
  }

  async #removeAll(keys: { Key: string }[]): Promise<void> {
    const command = new DeleteObjectsCommand({ Bucket: this.#bucket, Delete: { Objects: keys, Quiet: true } });
    const { Errors: [first] = [] } = await orUnavailable(this.#client.send(command));
    if (first) throw asUnavailable(new Error(`${first.Key} could not be removed: ${first.Code} ${first.Message}`));
  }
}

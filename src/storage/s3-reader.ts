import type { Readable } from 'node:stream';
import {
  GetObjectCommand,
  type GetObjectCommandInput,
  type ListObjectsV2CommandOutput,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { asUnavailable, unlessMissing } from './s3-client.js';

/** An object that is being read. */
export interface S3Response {
  readonly body: Readable;
  readonly bytes: number;
  /** Names this version of it. */
  readonly etag: string;
}

/** Reads a bucket, by S3's own keys: whatever anybody has put there. */
export class S3Reader {
  /** @param attempts tries of each read; those of each request are the client's */
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
    private readonly attempts: number,
  ) {}

  /** @returns undefined if there is no such object */
  async open(key: string, more: Partial<GetObjectCommandInput> = {}): Promise<S3Response | undefined> {
    const command = new GetObjectCommand({ Bucket: this.bucket, Key: key, ...more });
    const response = await unlessMissing(this.client.send(command));
    if (!response) return undefined;
    return { body: response.Body as Readable, bytes: response.ContentLength as number, etag: response.ETag as string };
  }

  /**
   * The bytes of an answer, through connections that break: each next one goes on where the last one ended.
   * @param start which byte of the object is the answer's first
   */
  async *read(key: string, first: S3Response, start = 0): AsyncGenerator<Buffer> {
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
        if (read >= first.bytes || tries === this.attempts) throw asUnavailable(error);
      }
      const rest = await this.open(key, {
        Range: `bytes=${start + read}-${start + first.bytes - 1}`,
        IfMatch: first.etag,
      });
      if (!rest) throw asUnavailable(new Error(`${key} was removed while it was read`));
      ({ body } = rest);
    }
  }

  /** All bytes of an answer, in memory that is taken once: a checkpoint is large. */
  async collect(key: string, first: S3Response, start = 0): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(first.bytes);
    let offset = 0;
    for await (const chunk of this.read(key, first, start)) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    return bytes;
  }

  /** The objects whose keys begin like this, by key, a page at a time. */
  async *pages(below: { Prefix: string; Delimiter?: string }): AsyncIterable<ListObjectsV2CommandOutput> {
    try {
      yield* paginateListObjectsV2({ client: this.client }, { Bucket: this.bucket, ...below });
    } catch (error) {
      throw asUnavailable(error);
    }
  }
}

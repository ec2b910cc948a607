import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AtelierError } from '../errors.js';
import { isHead, sendHeaders } from './negotiation.js';

/** A file that can be had in parts: it has the same bytes each time that it has this ETag. */
export interface ServedFile {
  readonly mediaType: string;
  /** A strong one, in its quotes. */
  readonly etag: string;
  /** How many bytes it has, where that is known before it is made. */
  readonly bytes?: number | undefined;
  /** Makes it, or opens it. */
  readonly open: () => OpenFile | Promise<OpenFile>;
}

interface OpenFile {
  /** Where it is not known, the file is sent whole. */
  readonly bytes?: number | undefined;
  /** @param start the first byte that is wanted. @returns its bytes from there to the end */
  readonly from: (start: number) => Buffer | Readable | Promise<Readable>;
}

/** The first and the last byte of a part. */
interface Part {
  readonly first: number;
  readonly last: number;
}

/** What is not kept for good is asked for each time, and sent again only if it is another. */
const ASK_EACH_TIME = 'private, no-cache';

/**
 * Answers with a file as RFC 9110 has it: whole, one part of it (`Range`, `If-Range`), or not again to who has it
 * (`If-None-Match`). Of several parts at once it is the whole.
 * @throws AtelierError `precondition_failed`, `range_not_satisfiable`, or what opening it says
 */
export async function sendFile(request: FastifyRequest, reply: FastifyReply, file: ServedFile): Promise<FastifyReply> {
  const { mediaType, etag } = file;
  if (isNotModified(request, reply, etag)) return reply.code(304).send();
  reply.header('accept-ranges', 'bytes');
  if (isHead(request)) {
    if (file.bytes !== undefined) reply.header('content-length', file.bytes);
    return sendHeaders(reply, mediaType);
  }
  const opened = await file.open();
  const { bytes } = opened;
  reply.type(mediaType);
  const part = bytes === undefined ? undefined : wantedPart(request, etag, bytes);
  if (part === 'none') {
    reply.header('content-range', `bytes */${bytes}`);
    throw new AtelierError('range_not_satisfiable', `The file has ${bytes} bytes.`);
  }
  if (bytes === undefined) return reply.send(await opened.from(0));
  if (!part) return reply.header('content-length', bytes).send(await opened.from(0));
  const { first, last } = part;
  const length = last - first + 1;
  reply.code(206).header('content-range', `bytes ${first}-${last}/${bytes}`).header('content-length', length);
  return reply.send(firstBytes(await opened.from(first), length));
}

/** The same for a file that is in memory. */
export async function sendMadeFile(
  request: FastifyRequest,
  reply: FastifyReply,
  mediaType: string,
  made: Buffer | string,
): Promise<FastifyReply> {
  const bytes = Buffer.from(made);
  const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`;
  const open = () => ({ bytes: bytes.length, from: (start: number) => bytes.subarray(start) });
  return await sendFile(request, reply, { mediaType, etag, bytes: bytes.length, open });
}

/**
 * Names a file by its ETag, and asks whether its client has it.
 * @throws AtelierError `precondition_failed` if the client wants another one or none
 */
export function isNotModified({ headers }: FastifyRequest, reply: FastifyReply, etag: string): boolean {
  reply.header('etag', etag);
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', ASK_EACH_TIME);
  const { 'if-match': wanted, 'if-none-match': known } = headers;
  if (wanted !== undefined && !isListed(wanted, etag)) {
    throw new AtelierError('precondition_failed', `The file is another: its ETag is ${etag}.`);
  }
  // Weak tags count here, as RFC 9110 has it.
  return known !== undefined && isListed(known.replaceAll('W/', ''), etag);
}

function isListed(tags: string, etag: string): boolean {
  return tags.trim() === '*' || tags.split(',').some((each) => each.trim() === etag);
}

/** @returns undefined for the whole file, `none` for what it has not */
function wantedPart({ headers }: FastifyRequest, etag: string, bytes: number): Part | 'none' | undefined {
  const { range, 'if-range': ifRange = etag } = headers;
  const [, start = '', end = ''] = /^bytes=(\d*)-(\d*)$/.exec(range?.trim() ?? '') ?? [];
  // Dates are never met: a file has only its ETag.
  if ((start === '' && end === '') || ifRange !== etag) return undefined;
  const first = start === '' ? Math.max(0, bytes - Number(end)) : Number(start);
  const last = start === '' || end === '' ? bytes - 1 : Math.min(Number(end), bytes - 1);
  if (end !== '' && start !== '' && Number(end) < Number(start)) return undefined;
  return first > last ? 'none' : { first, last };
}

/** Reads no further than it has to. */
function firstBytes(source: Buffer | Readable, length: number): Buffer | Readable {
  if (Buffer.isBuffer(source)) return source.subarray(0, length);
  return Readable.from(
    (async function* () {
      let left = length;
      for await (const chunk of source as AsyncIterable<Buffer>) {
        yield chunk.subarray(0, left);
        left -= chunk.length;
        if (left <= 0) return;
      }
    })(),
    { objectMode: false },
  );
}

/** A stream's bytes from one on, for a file that can only be made from its beginning. */
export function skipBytes(source: Readable, start: number): Readable {
  if (start === 0) return source;
  return Readable.from(
    (async function* () {
      let left = start;
      for await (const chunk of source as AsyncIterable<Buffer>) {
        if (chunk.length > left) yield chunk.subarray(left);
        left = Math.max(0, left - chunk.length);
      }
    })(),
    { objectMode: false },
  );
}

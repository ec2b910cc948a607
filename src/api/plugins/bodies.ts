import { createGunzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest, RequestPayload } from 'fastify';
import { AtelierError } from '../../errors.js';
import { limits } from './limits.js';

/** Names of the one coding that JSON is taken in: RFC 9110 has both mean the same. */
const GZIP = new Set(['gzip', 'x-gzip']);

/**
 * Reads bodies of JSON, as they are or gzipped. Where no byte comes there is no body, whatever the content type: many
 * HTTP clients name one with every request.
 */
export function readBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addHook('preParsing', (request, reply, payload, done) => {
    try {
      done(null, decoded(request, reply, payload));
    } catch (error) {
      done(error as AtelierError);
    }
  });
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null) : parse(request, body as string, done),
  );
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser('*', (_request, payload, done) => {
    payload.once('end', () => done(null)).once('error', done);
    payload.once('data', () => done(new AtelierError('unsupported_media_type', 'The body is not application/json.')));
  });
}

/** A body's bytes without their coding. @throws AtelierError `unsupported_media_type` */
function decoded(request: FastifyRequest, reply: FastifyReply, payload: RequestPayload): RequestPayload {
  const { 'content-encoding': coding = 'identity', 'content-type': type, 'content-length': length } = request.headers;
  if (coding.toLowerCase() === 'identity' || length === '0') return payload;
  // What an upload consists of is compressed already.
  const taken = type?.startsWith('multipart/') ? 'identity' : 'gzip';
  if (taken === 'gzip' && GZIP.has(coding.toLowerCase())) return inflated(payload);
  reply.header('accept-encoding', taken);
  const message = `The body comes as Content-Encoding ${coding.slice(0, 64)}; Accept-Encoding says what is taken.`;
  throw new AtelierError('unsupported_media_type', message);
}

/** What a gzipped body inflates to, until Fastify refuses it for more bytes than a JSON body may have. */
function inflated(payload: RequestPayload): RequestPayload {
  // Fastify holds Content-Length against `receivedEncodedLength`.
  const gunzip = Object.assign(createGunzip(), { receivedEncodedLength: 0 });
  let bytes = 0;
  gunzip.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    // Fastify listens no more then, not for errors either.
    if (Math.max(bytes, gunzip.receivedEncodedLength) > limits.jsonBytes) gunzip.destroy();
  });
  payload.on('data', (chunk: Buffer) => {
    gunzip.receivedEncodedLength += chunk.length;
  });
  payload.once('error', (error) => gunzip.destroy(error));
  return payload.pipe(gunzip);
}

import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_MEDIA_TYPE, type Problem } from '../../contracts/problem.js';
import { AtelierError, type ErrorCode } from '../../errors.js';
import { asFolderError } from '../../storage/storage-error.js';

/** Errors of Fastify and its plugins, in the catalogue's words. */
const frameworkErrors: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload_too_large',
  FST_REQ_FILE_TOO_LARGE: 'payload_too_large',
  FST_FILES_LIMIT: 'payload_too_large',
  FST_FIELDS_LIMIT: 'payload_too_large',
  FST_PARTS_LIMIT: 'payload_too_large',
  // No id is so long.
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
  FST_ERR_BAD_URL: 'malformed_request',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'unsupported_media_type',
};

/** Tells ioredis's ways to say that Redis is away, and Redis's own that it is no primary any more. */
const REDIS_AWAY =
  /Connection is closed|Stream isn't writeable|Command timed out|max retries per request|ECONNREFUSED|READONLY/;

/** Redis can't write its data, and says why: the disk is full, for one. It may say so of a command in a script. */
const REDIS_UNWRITABLE = /MISCONF .*/;

/** The multipart parser's ways to say that a body is none; its errors have no codes. */
const NO_MULTIPART =
  /^(?:Multipart: Boundary not found|Unexpected end of (?:form|multipart data)|Malformed (?:part header|content type))/;

const RETRY_AFTER_SECONDS = 2;

/** Headers of a file that a route may have set before it failed: none of them is true of the problem. */
const OF_FILES = ['accept-ranges', 'cache-control', 'content-disposition', 'content-length', 'etag'];

/** Every error leaves as a problem of the catalogue; what isn't in it is logged and told as `internal_error`. */
export function registerErrorHandler(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => sendError(error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const message = `There is no ${request.method} ${pathOf(request.url)}.`;
    return sendProblem(request, reply, new AtelierError('not_found', message));
  });
}

/** Also for what Fastify's router refuses before there is a route. */
export function sendError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = inCatalogue(error);
  // Requests beyond what a process can take would fill its log, too. They are counted, by their status.
  if (known.status >= 500 && known.code !== 'overloaded') request.log.error({ err: error }, known.message);
  return sendProblem(request, reply, known);
}

/** What an error is in the catalogue; what isn't there is an `internal_error`. */
export function inCatalogue(thrown: unknown): AtelierError {
  const error = thrown as FastifyError;
  const known = asFolderError(error);
  if (known instanceof AtelierError) return known;
  if (REDIS_AWAY.test(error.message)) {
    return new AtelierError('redis_unavailable', 'Redis cannot be reached; try again soon.', {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause: error,
    });
  }
  const unwritable = REDIS_UNWRITABLE.exec(error.message)?.[0];
  if (unwritable !== undefined) {
    return new AtelierError('storage_unavailable', `Redis refuses writes: ${unwritable}`, { cause: error });
  }
  if (NO_MULTIPART.test(error.message)) return new AtelierError('malformed_request', error.message);
  const code = frameworkErrors[error.code];
  if (code) return new AtelierError(code, error.message);
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return new AtelierError('malformed_request', error.message);
  }
  return new AtelierError('internal_error', 'The server failed; its log says why.', { cause: error });
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: AtelierError): FastifyReply {
  const retryAfter = error.retryAfterSeconds ?? (error.status === 503 ? RETRY_AFTER_SECONDS : undefined);
  for (const name of OF_FILES) reply.removeHeader(name);
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  // What the router refuses has met no hook that would have set it.
  reply.header('x-request-id', request.id);
  const problem = problemOf(error, request.id);
  // Serialized here, so that no route's response schema stands between an error and its client.
  return reply.code(error.status).type(PROBLEM_MEDIA_TYPE).serializer(JSON.stringify).send(problem);
}

export function problemOf(error: AtelierError, requestId: string): Problem {
  return {
    type: `urn:atelier:error:${error.code}`,
    title: error.title,
    status: error.status,
    detail: error.message,
    code: error.code,
    requestId,
    ...(error.fields ? { errors: error.fields.map((field) => ({ ...field })) } : {}),
  };
}

function pathOf(url: string): string {
  return (url.split('?')[0] as string).slice(0, 200);
}

import type { FastifyContextConfig, FastifySchema } from 'fastify';
import type { z } from 'zod';
import { type ErrorCode, errorCatalogue } from '../errors.js';
import type { ResponseHeader } from './response-headers.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Errors of the route, beside those that all of its kind have. */
    errors?: readonly ErrorCode[];
    /** The fields of its multipart body, which the route reads by itself. */
    form?: z.ZodObject;
    /** Headers of its successful responses, by status, beside those that all have. */
    responseHeaders?: Readonly<Record<number, readonly ResponseHeader[]>>;
  }
}

/** Any request may be no HTTP, come at a bad moment, or meet a bug. */
const OF_ALL: readonly ErrorCode[] = ['malformed_request', 'headers_too_large', 'internal_error'];
const OF_GUARDED: readonly ErrorCode[] = [
  'unauthenticated',
  'forbidden',
  'origin_refused',
  'host_refused',
  'rate_limited',
  'redis_unavailable',
  // Redis may be the one that can't write.
  'storage_unavailable',
];
const OF_BODIES: readonly ErrorCode[] = ['request_timeout', 'payload_too_large', 'unsupported_media_type'];

/** Errors of a route that takes one checkpoint of a job: see `chosenCheckpoint`. */
export const CHECKPOINT_ERRORS = [
  'job_not_found',
  'checkpoint_not_found',
  'no_checkpoint_yet',
  'job_not_evaluated',
] as const satisfies readonly ErrorCode[];

/** Errors of a route that answers with a file: see files.ts. */
export const FILE_ERRORS = ['precondition_failed', 'range_not_satisfiable'] as const satisfies readonly ErrorCode[];

/** Errors of a route that has designs made. */
export const SAMPLING_ERRORS = [
  'checkpoint_damaged',
  'storage_unavailable',
  'sampler_failed',
  'no_worker',
  'generation_timeout',
  'shutting_down',
] as const satisfies readonly ErrorCode[];

/** Every error code of a route, in the catalogue's order. */
export function errorsOf(schema: FastifySchema, config: FastifyContextConfig): ErrorCode[] {
  const { scope = 'none', neverShed = false, errors = [], form } = config;
  const isChecked = [schema.params, schema.querystring, schema.body, schema.headers, form].some(Boolean);
  const codes = new Set<ErrorCode>([
    ...OF_ALL,
    ...(scope === 'none' ? [] : OF_GUARDED),
    ...(neverShed ? [] : (['overloaded'] as const)),
    ...(schema.body || form ? OF_BODIES : []),
    ...(isChecked ? (['validation_failed'] as const) : []),
    // No id is as long as the router takes.
    ...(schema.params ? (['not_found'] as const) : []),
    ...errors,
  ]);
  return (Object.keys(errorCatalogue) as ErrorCode[]).filter((code) => codes.has(code));
}

import { exampleOf } from '../contracts/examples.js';

interface Header {
  readonly description: string;
  readonly required?: true;
  readonly schema: {
    readonly type: 'string' | 'integer';
    readonly minimum?: number;
    readonly enum?: readonly string[];
    readonly examples: readonly (string | number)[];
  };
}

const string = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;

/** Response headers that clients may go by, for openapi.yaml. */
export const responseHeaders = {
  'X-Request-Id': {
    description: 'Names the request in problems, logs and the audit log.',
    required: true,
    schema: { ...string, examples: [exampleOf.requestId] },
  },
  'RateLimit-Limit': {
    description: 'Requests a minute, where they are limited.',
    schema: { ...count, examples: [600] },
  },
  'RateLimit-Remaining': { description: 'Requests that are left of them.', schema: { ...count, examples: [587] } },
  'RateLimit-Reset': { description: 'Seconds until there are as many again.', schema: { ...count, examples: [41] } },
  'Retry-After': {
    description: 'Seconds after which the same request may succeed.',
    schema: { ...count, examples: [2] },
  },
  'WWW-Authenticate': {
    description: 'How a key is sent, as RFC 6750 has it.',
    required: true,
    schema: { ...string, examples: ['Bearer realm="atelier"'] },
  },
  Location: {
    description: 'Where to go: what was made, or the file.',
    required: true,
    schema: { ...string, examples: [`/jobs/${exampleOf.job}`] },
  },
  ETag: { description: 'Changes with the content.', required: true, schema: { ...string, examples: ['"2"'] } },
  'Accept-Ranges': {
    description: 'Parts can be asked for with `Range`.',
    required: true,
    schema: { type: 'string', enum: ['bytes'], examples: ['bytes'] },
  },
  'Content-Range': {
    description: 'Which bytes of the file these are, and how many it has.',
    required: true,
    schema: { ...string, examples: ['bytes 1000-1999/2000'] },
  },
  'Content-Disposition': {
    description: 'A name for the file.',
    required: true,
    schema: { ...string, examples: ['attachment; filename="designs.zip"'] },
  },
  'Idempotent-Replayed': {
    description: 'Given with an answer that an equal request with this `Idempotency-Key` had before.',
    schema: { type: 'string', enum: ['true'], examples: ['true'] },
  },
  'X-Atelier-Checkpoint': {
    description: 'Id of the checkpoint that was used.',
    required: true,
    schema: { ...string, examples: [exampleOf.checkpoint] },
  },
  'X-Atelier-Seed': { description: 'Seed of the first design, if it has one.', schema: { ...count, examples: [7] } },
  'X-Atelier-Recipe': {
    description: 'Recipe of the first design, unless it is longer than 4 KiB.',
    schema: { ...string, examples: [JSON.stringify({ checkpoint: exampleOf.checkpoint, seed: 7 })] },
  },
  'X-Atelier-Design': {
    description: 'Id of the first design in the gallery, if that keeps it.',
    schema: { ...string, examples: [exampleOf.design] },
  },
} as const satisfies Record<string, Header>;

export type ResponseHeader = keyof typeof responseHeaders;

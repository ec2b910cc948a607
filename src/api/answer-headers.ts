interface Header {
  readonly description: string;
  readonly required?: true;
  readonly schema: {
    readonly type: 'string' | 'integer';
    readonly minimum?: number;
    readonly enum?: readonly string[];
  };
}

const string = { type: 'string' } as const;
const count = { type: 'integer', minimum: 0 } as const;

/** Headers of answers that clients may go by, for openapi.yaml. */
export const answerHeaders = {
  'X-Request-Id': {
    description: 'Names the request in problems, logs and the audit log.',
    required: true,
    schema: string,
  },
  'RateLimit-Limit': { description: 'Requests a minute, where they are limited.', schema: count },
  'RateLimit-Remaining': { description: 'Requests that are left of them.', schema: count },
  'RateLimit-Reset': { description: 'Seconds until there are as many again.', schema: count },
  'Retry-After': { description: 'Seconds after which the same request may succeed.', schema: count },
  'WWW-Authenticate': { description: 'How a key is sent, as RFC 6750 has it.', required: true, schema: string },
  Location: { description: 'Where to go: what was made, or the file.', required: true, schema: string },
  ETag: { description: 'Changes with the content.', required: true, schema: string },
  'Content-Disposition': { description: 'A name for the file.', required: true, schema: string },
  'Idempotent-Replayed': {
    description: 'Given with an answer that an equal request with this `Idempotency-Key` had before.',
    schema: { type: 'string', enum: ['true'] },
  },
  'X-Atelier-Checkpoint': { description: 'Id of the checkpoint that was used.', required: true, schema: string },
  'X-Atelier-Seed': { description: 'Seed of the first design, if it has one.', schema: count },
  'X-Atelier-Recipe': { description: 'Recipe of the first design, unless it is longer than 4 KiB.', schema: string },
  'X-Atelier-Design': { description: 'Id of the first design in the gallery, if that keeps it.', schema: string },
} as const satisfies Record<string, Header>;

export type AnswerHeader = keyof typeof answerHeaders;

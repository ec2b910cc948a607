import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifyContextConfig, FastifySchema } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { exampleOf } from '../contracts/examples.js';
import { PROBLEM_MEDIA_TYPE, type Problem } from '../contracts/problem.js';
import { type ErrorCode, errorCatalogue } from '../errors.js';
import { pascalCase } from './pascal-case.js';
import {
  type ApiDocument,
  type Header,
  type Operation,
  operationsOf,
  type Response,
  type Schema,
} from './reference/document.js';
import { type ResponseHeader, responseHeaders } from './response-headers.js';
import { errorsOf } from './route-errors.js';

type Transform = NonNullable<FastifyDynamicSwaggerOptions['transform']>;
type TransformObject = NonNullable<FastifyDynamicSwaggerOptions['transformObject']>;

/** How keys are sent, for the description of the API. */
export const securitySchemes = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, `atl_…`. None is needed as long as there are none; see docs/security.md.',
  },
} as const;

/** Where an operation's responses are noted until the document is whole: swagger takes a route for itself only. */
const NOTES = 'x-responses';

interface Notes {
  readonly errors: readonly ErrorCode[];
  readonly headers: Readonly<Record<number, readonly ResponseHeader[]>>;
  readonly isGuarded: boolean;
  readonly form: Operation['requestBody'];
  readonly mayLackBody: boolean;
}

/** A route's schema as openapi.yaml has it: with the scope that it takes, and notes of its responses. */
export const describedRoute: Transform = (route) => {
  // swagger asks about routes that state nothing, too.
  const config = (route.route.config ?? {}) as FastifyContextConfig;
  if (!route.schema) return jsonSchemaTransform(route);
  const isGuarded = config.scope !== undefined && config.scope !== 'none';
  const notes: Notes = {
    errors: errorsOf(route.schema, config),
    headers: config.responseHeaders ?? {},
    isGuarded,
    form: config.form && formOf(config.form),
    mayLackBody: route.schema.body instanceof z.ZodType && route.schema.body.safeParse(null).success,
  };
  const schema: FastifySchema = {
    ...route.schema,
    security: isGuarded ? [{ apiKey: [config.scope as string] }] : [],
  };
  return jsonSchemaTransform({ ...route, schema: Object.assign(schema, { [NOTES]: notes }) });
};

/** The whole document: every operation lists every response, errors by their codes and with their headers. */
export const describedApi = ((document: Parameters<TransformObject>[0]) => {
  const whole = jsonSchemaTransformObject(document) as unknown as ApiDocument;
  const problems: Record<string, Response> = {};
  for (const { operation } of operationsOf(whole)) {
    const notes = takeNotes(operation);
    if (!notes) continue;
    if (notes.form) operation.requestBody = notes.form;
    // swagger calls every body required.
    if (operation.requestBody && notes.mayLackBody) operation.requestBody.required = false;
    for (const [status, response] of Object.entries(operation.responses)) {
      const names = [...(notes.headers[Number(status)] ?? []), ...headersOfAll(notes)];
      operation.responses[status] = { ...response, headers: references(names) };
    }
    for (const [status, codes] of byStatus(notes.errors)) {
      const name = `${codes.map(pascalCase).join('Or')}${notes.isGuarded ? '' : 'Unlimited'}`;
      problems[name] = problemResponse(status, codes, notes);
      operation.responses[status] = { $ref: `#/components/responses/${name}` };
    }
  }
  const sorted = Object.entries(problems).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...whole,
    components: { ...whole.components, headers: responseHeaders, responses: Object.fromEntries(sorted) },
  };
}) as unknown as TransformObject;

function takeNotes(operation: Operation & { [NOTES]?: Notes }): Notes | undefined {
  const { [NOTES]: notes } = operation;
  delete operation[NOTES];
  return notes;
}

function problemResponse(status: number, codes: readonly ErrorCode[], notes: Notes): Response {
  const names: ResponseHeader[] = [
    ...(status === errorCatalogue.unauthenticated.status ? (['WWW-Authenticate'] as const) : []),
    ...(codes.some((code) => errorCatalogue[code].retryable) ? (['Retry-After'] as const) : []),
    ...headersOfAll(notes),
  ];
  return {
    description: meaningsOf(codes),
    headers: references(names),
    content: {
      [PROBLEM_MEDIA_TYPE]: {
        schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: codes } } }] },
        examples: Object.fromEntries(codes.map((code) => [code, { value: exampleProblem(code) }])),
      },
    },
  };
}

/** What each code means, in Markdown. */
function meaningsOf(codes: readonly ErrorCode[]): string {
  const bullet = codes.length > 1 ? '- ' : '';
  return codes.map((code) => `${bullet}\`${code}\`: ${errorCatalogue[code].title}.`).join('\n');
}

function exampleProblem(code: ErrorCode): Problem {
  const { title, status } = errorCatalogue[code];
  const detail = `${title}.`;
  return { type: `urn:atelier:error:${code}`, title, status, detail, code, requestId: exampleOf.requestId };
}

function headersOfAll({ isGuarded }: Notes): ResponseHeader[] {
  return isGuarded ? ['X-Request-Id', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'] : ['X-Request-Id'];
}

function formOf(fields: z.ZodObject): Operation['requestBody'] {
  // The document says itself which JSON Schema it is in.
  const { $schema: _, ...schema } = z.toJSONSchema(fields, { io: 'input' });
  return { required: true, content: { 'multipart/form-data': { schema: schema as Schema } } };
}

function references(names: readonly ResponseHeader[]): Record<string, Header> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function byStatus(codes: readonly ErrorCode[]): Map<number, ErrorCode[]> {
  const found = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = errorCatalogue[code];
    found.set(status, [...(found.get(status) ?? []), code]);
  }
  return found;
}

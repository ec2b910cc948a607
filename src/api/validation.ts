import type { FastifySchemaCompiler } from 'fastify';
import { z } from 'zod';
import { AtelierError, type FieldError } from '../errors.js';
import { nearestName } from './nearest-name.js';

/** More wrong fields than anybody reads are only counted. */
const MAX_TOLD = 20;
const MAX_NAME_LENGTH = 100;

/** Fastify's validator: parses with zod and refuses with every wrong field, its reason and the nearest known name. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  const kind = httpPart === 'querystring' ? 'query parameter' : 'field';
  return (data: unknown) => {
    const result = schema.safeParse(data);
    return result.success ? { value: result.data } : { error: invalid(result.error, schema, kind) };
  };
};

/**
 * A `validation_failed` that names every wrong field, or the first of very many.
 * @param kind what a name that isn't known is called
 */
export function invalid(error: z.ZodError, schema: z.ZodType, kind = 'field'): AtelierError {
  const wrong = error.issues.reduce(
    (sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1),
    0,
  );
  const fields = error.issues
    .slice(0, MAX_TOLD)
    .flatMap((issue) => fieldErrors(issue, schema, kind))
    .slice(0, MAX_TOLD);
  const first = fields[0];
  const more = wrong > 1 ? ` (and ${wrong - 1} more)` : '';
  return new AtelierError('validation_failed', first ? `${first.field}: ${first.reason}${more}` : 'not valid', {
    fields,
  });
}

function fieldErrors(issue: z.core.$ZodIssue, schema: z.core.$ZodType, kind: string): FieldError[] {
  if (issue.code === 'invalid_union') return unionErrors(issue, schema, kind);
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') {
    return [{ field: path.join('.') || 'body', reason: issue.message }];
  }
  const known = namesAt(schema, path);
  return issue.keys.slice(0, MAX_TOLD).map((key) => {
    const nearest = key.length <= MAX_NAME_LENGTH ? nearestName(key, known) : undefined;
    return {
      field: [...path, key.slice(0, MAX_NAME_LENGTH)].join('.'),
      reason: `unknown ${kind}; ${nearest ? `did you mean ${nearest}?` : knownNames(known)}`,
      ...(nearest ? { didYouMean: nearest } : {}),
    };
  });
}

function knownNames(known: readonly string[]): string {
  return known.length > 0 ? `known are ${known.join(', ')}` : 'none is known here';
}

/** What is wrong with the alternative that was meant: the one that takes a value of this type, and knows most of it. */
function unionErrors(issue: z.core.$ZodIssueInvalidUnion, schema: z.core.$ZodType, kind: string): FieldError[] {
  const path = issue.path.map(String);
  const alternatives = issue.errors.map((issues, i) => ({ issues, schema: alternativesAt(schema, path)[i] }));
  const meant = alternatives.filter(({ issues }) => !issues.some(isOfOtherType));
  const closest = meant.toSorted((a, b) => unknownNames(a.issues) - unknownNames(b.issues))[0];
  if (!closest?.schema) return [{ field: path.join('.') || 'body', reason: issue.message }];
  const { schema: alternative } = closest;
  return closest.issues.flatMap((inner) =>
    fieldErrors(inner, alternative, kind).map((error) => ({ ...error, field: [...path, error.field].join('.') })),
  );
}

function isOfOtherType({ code, path }: z.core.$ZodIssue): boolean {
  return code === 'invalid_type' && path.length === 0;
}

function unknownNames(issues: readonly z.core.$ZodIssue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0), 0);
}

function alternativesAt(schema: z.core.$ZodType, path: readonly string[]): readonly z.core.$ZodType[] {
  const at = schemaAt(schema, path);
  return at instanceof z.ZodUnion ? at.options : [];
}

/** The names an object schema knows at a path. */
function namesAt(schema: z.core.$ZodType, path: readonly string[]): string[] {
  const at = schemaAt(schema, path);
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

/** The schema of the value at a path. */
function schemaAt(schema: z.core.$ZodType, [head, ...rest]: readonly string[]): z.core.$ZodType | undefined {
  const inner = unwrapped(schema);
  if (head === undefined) return inner;
  const next = inner instanceof z.ZodObject ? inner.shape[head] : itemOf(inner, head);
  return next ? schemaAt(next, rest) : undefined;
}

function itemOf(schema: z.core.$ZodType, index: string): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodTuple) return schema.def.items[Number(index)];
  return schema instanceof z.ZodArray ? schema.element : undefined;
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? unwrapped(schema.unwrap()) : schema;
}

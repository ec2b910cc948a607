import { closest, distance } from 'fastest-levenshtein';
import type { FastifySchemaCompiler } from 'fastify';
import { z } from 'zod';
import { AtelierError, type FieldError } from '../errors.js';

/** An unknown name this many edits from a known one is taken for a slip. */
const MAX_SLIP = 4;

/** Fastify's validator: parses with zod and refuses with every wrong field, its reason and the nearest known name. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> = ({ schema }) => {
  return (data: unknown) => {
    const result = schema.safeParse(data);
    return result.success ? { value: result.data } : { error: invalid(result.error, schema) };
  };
};

/** A `validation_failed` that names every wrong field. */
export function invalid(error: z.ZodError, schema: z.ZodType): AtelierError {
  const fields = error.issues.flatMap((issue) => fieldErrors(issue, schema));
  const first = fields[0];
  const more = fields.length > 1 ? ` (and ${fields.length - 1} more)` : '';
  return new AtelierError('validation_failed', first ? `${first.field}: ${first.reason}${more}` : 'not valid', {
    fields,
  });
}

function fieldErrors(issue: z.core.$ZodIssue, schema: z.ZodType): FieldError[] {
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') {
    return [{ field: path.join('.') || 'body', reason: issue.message }];
  }
  const known = namesAt(schema, path);
  return issue.keys.map((key) => {
    const nearest = known.length > 0 ? closest(key, known) : undefined;
    const isSlip = nearest !== undefined && distance(key.toLowerCase(), nearest.toLowerCase()) <= MAX_SLIP;
    return {
      field: [...path, key].join('.'),
      reason: isSlip ? `unknown field; did you mean ${nearest}?` : `unknown field; known are ${known.join(', ')}`,
      ...(isSlip ? { didYouMean: nearest } : {}),
    };
  });
}

/** The names an object schema knows at a path. */
function namesAt(schema: z.core.$ZodType, path: readonly string[]): string[] {
  const inner = unwrapped(schema);
  if (!(inner instanceof z.ZodObject)) return [];
  const [head, ...rest] = path;
  if (head === undefined) return Object.keys(inner.shape);
  const next: z.core.$ZodType | undefined = inner.shape[head];
  return next ? namesAt(next, rest) : [];
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? unwrapped(schema.unwrap()) : schema;
}

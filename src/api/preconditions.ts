import { z } from 'zod';
import { invalidField } from '../errors.js';
import type { Condition } from '../library/model-store.js';

/** Headers that make a change depend on the version that is changed (RFC 9110). */
export const preconditionHeaders = z.object({
  'if-match': z
    .string()
    .max(1_000)
    .optional()
    .meta({ description: 'Change it only if its ETag is one of these; `*`: only if it exists.', examples: ['"2"'] }),
  'if-none-match': z
    .literal('*')
    .optional()
    .meta({ description: '`*`: create it, and change none that exists.', examples: ['*'] }),
});

/** The ETag of a version. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * The condition that the headers put.
 * @throws AtelierError `validation_failed`
 */
export function conditionOf({
  'if-match': match,
  'if-none-match': noneMatch,
}: {
  readonly 'if-match'?: string | undefined;
  readonly 'if-none-match'?: string | undefined;
}): Condition {
  if (match !== undefined && noneMatch !== undefined) {
    throw invalidField('if-none-match', 'cannot be met together with if-match');
  }
  if (noneMatch !== undefined) return 'absent';
  if (match === undefined) return 'always';
  if (match.trim() === '*') return 'exists';
  // Tags that are not ours, and weak ones, match nothing.
  const versions = match.split(',').flatMap((tag) => /^"(\d{1,15})"$/.exec(tag.trim())?.[1] ?? []);
  return { versions: versions.map(Number) };
}

import { type ApiDocument, namesLedToBy, operationsOf, partsOf, type Schema, schemasIn } from './document.js';

/**
 * Drops of answers what says nothing to a reader: the bounds of safe integers, and the pattern of a date beside its format.
 * Of requests they are what is checked.
 */
export function dropNoise(document: ApiDocument): void {
  const operations = operationsOf(document).map(({ operation }) => operation);
  const given = namesLedToBy(
    operations.flatMap(({ requestBody }) => schemasIn(requestBody)),
    document,
  );
  for (const [name, schema] of Object.entries(document.components.schemas)) if (!given.has(name)) clean(schema);
  for (const { responses } of operations)
    for (const schema of Object.values(responses).flatMap(schemasIn)) clean(schema);
}

function clean(schema: Schema): void {
  if (schema.format === 'date-time') delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  for (const part of partsOf(schema)) clean(part);
}

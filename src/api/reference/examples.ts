import { type ApiDocument, type MediaType, nameOf, operationsOf, partsOf, type Schema } from './document.js';

const JSON_TYPE = 'application/json';

/**
 * Gives every field an example, from the whole example of the schema that it is in, and every JSON request and answer
 * a whole one. A field whose whole example is null or leaves it out has one of its own.
 */
export function fillInExamples(document: ApiDocument): void {
  const { schemas } = document.components;
  const wholes: Record<string, { value: unknown }> = {};
  for (const [name, schema] of Object.entries(schemas)) {
    const [value] = schema.examples ?? [];
    spreadIn(schema);
    if (typeof value !== 'object') continue;
    // As a part of the document that messages refer to it is there once.
    wholes[name] = { value: structuredClone(value) };
    delete schema.examples;
  }
  document.components.examples = wholes;
  for (const { operation } of operationsOf(document)) {
    for (const message of [operation.requestBody, ...Object.values(operation.responses)]) {
      const json = message?.content?.[JSON_TYPE];
      if (json?.schema) exemplify(json, document);
    }
  }
}

function exemplify(json: MediaType, document: ApiDocument): void {
  const schema = json.schema as Schema;
  spreadIn(schema);
  const name = nameOf(schema) ?? nameOf((schema.anyOf ?? [])[0] ?? {});
  const whole = name === undefined ? undefined : document.components.examples?.[name];
  if (name !== undefined && whole) json.examples = { [name]: { $ref: `#/components/examples/${name}` } };
  else json.examples = { example: { value: exampleOfSchema(schema, document) } };
}

/** Hands on the examples of all schemas inside one, such as those of a page. */
function spreadIn(schema: Schema): void {
  for (const example of schema.examples ?? []) spread(schema, example);
  for (const part of partsOf(schema)) spreadIn(part);
}

/** Hands a whole example on to the fields. */
function spread(schema: Schema, example: unknown): void {
  if (!isRecord(example)) return;
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    if (example[name] !== null && example[name] !== undefined) give(field, example[name]);
  }
  for (const alternative of alternativesOf(schema)) if (fits(alternative, example)) spread(alternative, example);
}

function give(field: Schema, value: unknown): void {
  if (field.$ref !== undefined || field.examples) {
    for (const own of field.examples ?? []) spread(field, own);
    return;
  }
  const { items } = field;
  const isList = Array.isArray(value) && items && (items.properties || items.$ref);
  if (isList) {
    if (items.properties) for (const item of value) spread(items, item);
  } else if (isRecord(value) && (field.properties || alternativesOf(field).some(isObject))) {
    spread(field, value);
  } else if (!field.anyOf?.some(({ $ref }) => $ref)) {
    field.examples = [structuredClone(value)];
  }
}

/** The example that follows from those of a schema's parts. */
export function exampleOfSchema(schema: Schema, document: ApiDocument): unknown {
  const name = nameOf(schema);
  if (name !== undefined) {
    const target = document.components.schemas[name] as Schema;
    const whole = document.components.examples?.[name]?.value;
    return whole === undefined ? exampleOfSchema(target, document) : structuredClone(whole);
  }
  if (schema.examples) return structuredClone(schema.examples[0]);
  if ('const' in schema) return schema.const;
  if (schema.properties) {
    return Object.fromEntries(
      Object.entries(schema.properties).map(([key, field]) => [key, exampleOfSchema(field, document)]),
    );
  }
  if (schema.items) return [exampleOfSchema(schema.items, document)];
  const [first] = alternativesOf(schema);
  return first && exampleOfSchema(first, document);
}

function alternativesOf({ anyOf = [], oneOf = [], allOf = [] }: Schema): readonly Schema[] {
  return [...anyOf, ...oneOf, ...allOf];
}

function isObject({ $ref, properties }: Schema): boolean {
  return $ref !== undefined || properties !== undefined;
}

/** Whether an example is one of an alternative: its names are known there, and what is constant agrees. */
function fits({ properties, required = [] }: Schema, example: Record<string, unknown>): boolean {
  if (!properties) return false;
  return (
    required.every((name) => name in example) &&
    Object.entries(properties).every(([name, field]) => !('const' in field) || field.const === example[name])
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

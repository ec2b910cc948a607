import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { openapiYaml } from '../../src/api/openapi.js';
import type { ApiDocument, Operation, Schema } from '../../src/api/reference/document.js';
import { nameOf, operationsOf, partsOf, schemasIn } from '../../src/api/reference/document.js';
import { errorCatalogue } from '../../src/errors.js';
import { listedCodes } from '../support/listed-codes.js';

/** Codes that no operation answers: those of records and logs, one that nobody is there to read, and of no operation at all. */
const OF_NO_OPERATION = [
  'method_not_allowed',
  'training_diverged',
  'replicas_differ',
  'attempts_exhausted',
  'client_gone',
];

let document: ApiDocument;
beforeAll(async () => {
  document = parse(await openapiYaml()) as ApiDocument;
});

/** Every schema with the path to it. */
function everySchema(): { at: string; schema: Schema; isField: boolean }[] {
  const found: { at: string; schema: Schema; isField: boolean }[] = [];
  const visit = (schema: Schema, at: string, isField = false): void => {
    found.push({ at, schema, isField });
    const fields = Object.entries(schema.properties ?? {});
    for (const [name, field] of fields) visit(field, `${at}.${name}`, true);
    for (const part of partsOf(schema)) if (!fields.some(([, field]) => field === part)) visit(part, `${at}[]`);
  };
  for (const [name, schema] of Object.entries(document.components.schemas)) visit(schema, name);
  for (const { method, path, operation } of operationsOf(document)) {
    for (const message of [operation.requestBody, ...Object.values(operation.responses)]) {
      for (const { schema } of Object.values(message?.content ?? {})) if (schema) visit(schema, `${method} ${path}`);
    }
  }
  return found;
}

/** Whether a reader sees an example of a field: its own, or one that follows from those of its parts. */
function hasExample(schema: Schema): boolean {
  if (schema.$ref || schema.examples?.some((each) => each !== null) || 'const' in schema) return true;
  if (schema.enum?.length === 1) return true;
  const { properties, items, anyOf = [], oneOf = [] } = schema;
  if (properties) return Object.values(properties).every(hasExample);
  if (items && (items.$ref || items.properties)) return hasExample(items);
  return [...anyOf, ...oneOf].some(
    (each) => each.type !== 'null' && (each.$ref || each.properties) && hasExample(each),
  );
}

/** Whether a reader sees how far a value may go, as far as it has a size. */
function isLimited(schema: Schema): boolean {
  if (schema.enum || 'const' in schema) return true;
  switch (schema.type) {
    case 'number':
    case 'integer':
      return (
        (schema.minimum ?? schema.exclusiveMinimum) !== undefined &&
        (schema.maximum ?? schema.exclusiveMaximum) !== undefined
      );
    case 'string':
      return (schema.maxLength ?? schema.pattern ?? schema.format) !== undefined;
    case 'array':
      return schema.maxItems !== undefined;
    default:
      return true;
  }
}

describe('the reference of the API', () => {
  it('has a name for every operation, for programs that make clients of it', () => {
    const names = operationsOf(document).map(({ operation }) => operation.operationId);
    expect(names.filter((name) => !/^[a-z]+(?:[A-Z][a-zA-Z]*)?$/.test(name ?? ''))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('says of every field what it means', () => {
    const fields = everySchema().filter(({ isField }) => isField);
    expect(fields.length).toBeGreaterThan(300);
    expect(fields.filter(({ schema }) => !schema.description).map(({ at }) => at)).toEqual([]);
  });

  it('says of every field and parameter that may be given what its limits are', () => {
    const given = operationsOf(document).flatMap(({ method, path, operation }) => [
      ...schemasIn(operation.requestBody).map((schema) => ({ at: `${method} ${path}`, schema })),
      ...(operation.parameters ?? []).map(({ name, schema }) => ({ at: `${method} ${path} ?${name}`, schema })),
    ]);
    const seen = new Set<Schema>();
    const unlimited: string[] = [];
    const visit = (schema: Schema, at: string): void => {
      const name = nameOf(schema);
      const meant = name === undefined ? schema : (document.components.schemas[name] as Schema);
      if (seen.has(meant)) return;
      seen.add(meant);
      if (!isLimited(meant)) unlimited.push(at);
      const fields = Object.entries(meant.properties ?? {});
      for (const [field, its] of fields) visit(its, `${name ?? at}.${field}`);
      for (const part of partsOf(meant)) if (!fields.some(([, its]) => its === part)) visit(part, `${name ?? at}[]`);
    };
    for (const { at, schema } of given) visit(schema, at);
    expect(seen.size).toBeGreaterThan(200);
    expect(unlimited).toEqual([]);
  });

  it('has an example of every field', () => {
    const fields = everySchema().filter(({ isField }) => isField);
    expect(fields.filter(({ schema }) => !hasExample(schema)).map(({ at }) => at)).toEqual([]);
  });

  it('says of every parameter and header what it means, with an example', () => {
    const parameters = operationsOf(document).flatMap(({ method, path, operation }) =>
      (operation.parameters ?? []).map((each) => ({ at: `${method} ${path} ${each.name}`, ...each })),
    );
    expect(parameters.length).toBeGreaterThan(80);
    expect(parameters.filter(({ description }) => !description).map(({ at }) => at)).toEqual([]);
    expect(parameters.filter(({ example }) => example === undefined).map(({ at }) => at)).toEqual([]);

    const headers = [
      ...Object.entries(document.components.headers ?? {}),
      ...[
        ...operationsOf(document).flatMap(({ operation }) => Object.values(operation.responses)),
        ...Object.values(document.components.responses ?? {}),
      ].flatMap((response) => Object.entries(response.headers ?? {})),
    ];
    const bare = headers.filter(
      ([, header]) => !('$ref' in header) && !(header.description && header.schema.examples?.length),
    );
    expect(bare).toEqual([]);
  });

  it('says of every operation what it does and what its answers are', () => {
    for (const { method, path, operation } of operationsOf(document)) {
      const { summary } = operation as Operation & { summary?: string };
      expect(summary, `${method} ${path}`).toBeTruthy();
      for (const [status, { description, $ref }] of Object.entries(operation.responses)) {
        expect($ref ?? description, `${method} ${path} ${status}`).not.toMatch(/^(Default Response)?$/);
      }
    }
  });

  it('has an example of every JSON request and answer', () => {
    const messages = operationsOf(document).flatMap(({ method, path, operation }) =>
      [operation.requestBody, ...Object.values(operation.responses)].flatMap((message) => {
        const json = message?.content?.['application/json'];
        return json?.schema ? [{ at: `${method} ${path}`, examples: json.examples }] : [];
      }),
    );
    expect(messages.length).toBeGreaterThan(40);
    expect(messages.filter(({ examples }) => !examples).map(({ at }) => at)).toEqual([]);
  });

  it('has examples that their schemas take', async () => {
    // Every schema with a name is made by a module of the contracts.
    const schemas = z.globalRegistry._idmap;
    const named = [...schemas].filter(([name]) => document.components.examples?.[name]);
    expect(named.length).toBeGreaterThan(30);
    for (const [name, schema] of named) {
      const { success, error } = z.safeParse(schema, document.components.examples?.[name]?.value);
      expect(success ? '' : `${name}: ${error?.message}`).toBe('');
    }
  });

  it('has no name that nothing leads to, and no reference that leads nowhere', () => {
    const text = JSON.stringify(document);
    const refs = new Set(
      [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)].map(([, kind, name]) => `${kind}/${name}`),
    );
    const names = Object.entries(document.components).flatMap(([kind, members]) =>
      kind === 'securitySchemes' ? [] : Object.keys(members).map((name) => `${kind}/${name}`),
    );
    expect([...refs].filter((ref) => !names.includes(ref))).toEqual([]);
    const roots = ['schemas/StreamMessage', 'examples/Hello', 'examples/Gap'];
    const unused = names.filter((name) => !refs.has(name) && !roots.includes(name) && !name.startsWith('examples/'));
    expect(unused).toEqual([]);
  });

  it('lists every code of the catalogue at an operation, but those of none', () => {
    const listed = new Set(operationsOf(document).flatMap(({ operation }) => listedCodes(document, operation)));
    const known = Object.keys(errorCatalogue);
    expect(known.filter((code) => !listed.has(code))).toEqual(known.filter((code) => OF_NO_OPERATION.includes(code)));
  });
});

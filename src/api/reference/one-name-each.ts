import { type ApiDocument, nameOf, operationsOf, partsOf, refTo, type Schema } from './document.js';

const INPUT = 'Input';

/** Read by those who have no reference that leads to it: what a stream says. */
const ROOTS = ['StreamMessage'];

/**
 * A zod schema is described twice, as it is given (`JobInput`) and as it is answered (`Job`), since defaults and
 * transforms may make a difference. Where they make none, or only one of the two is used, one is left, with the plain name.
 */
export function giveOneNameEach(document: ApiDocument): void {
  const { schemas } = document.components;
  const plain = (name: string) => (name.endsWith(INPUT) ? name.slice(0, -INPUT.length) : name);
  const differing = new Set(Object.keys(schemas).filter((name) => name !== plain(name) && !schemas[plain(name)]));
  const isEqual = (name: string) => textOf(schemas[name], plain) === textOf(schemas[plain(name)], plain);
  for (const name of Object.keys(schemas)) if (name !== plain(name) && !isEqual(name)) differing.add(name);
  rename(document, (name) => (differing.has(name) ? name : plain(name)));
  for (const name of Object.keys(schemas)) {
    if (name !== plain(name) && !differing.has(name)) delete schemas[name];
  }

  const used = reachable(document, [...allOf(document), ...ROOTS.map((name) => ({ $ref: refTo(name) }))]);
  for (const name of Object.keys(schemas)) if (!used.has(name)) delete schemas[name];
  const alone = (name: string) => (name !== plain(name) && !schemas[plain(name)] ? plain(name) : name);
  rename(document, alone);
  document.components.schemas = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [alone(name), schema]),
  );
}

/** What says nothing to a reader: the bounds of safe integers, and what the format of a date says already. */
export function dropNoise(document: ApiDocument): void {
  const given = operationsOf(document).flatMap(({ operation }) => [
    ...Object.values(operation.requestBody?.content ?? {}).flatMap(({ schema }) => schema ?? []),
  ]);
  const inRequests = reachable(document, given);
  const clean = (schema: Schema): void => {
    if (schema.format === 'date-time') delete schema.pattern;
    if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
    if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
    for (const part of partsOf(schema)) clean(part);
  };
  for (const [name, schema] of Object.entries(document.components.schemas)) if (!inRequests.has(name)) clean(schema);
  for (const { operation } of operationsOf(document)) {
    for (const { content = {} } of Object.values(operation.responses)) {
      for (const { schema } of Object.values(content)) if (schema) clean(schema);
    }
  }
}

/** Names of the schemas that these lead to. */
function reachable({ components: { schemas } }: ApiDocument, from: readonly Schema[]): Set<string> {
  const found = new Set<string>();
  const visit = (schema: Schema): void => {
    const name = nameOf(schema);
    const target = name === undefined || found.has(name) ? undefined : schemas[name];
    if (name !== undefined && target) {
      found.add(name);
      visit(target);
    }
    for (const part of partsOf(schema)) visit(part);
  };
  for (const schema of from) visit(schema);
  return found;
}

/** The schemas of all requests and answers. */
function allOf(document: ApiDocument): Schema[] {
  const operations = operationsOf(document).map(({ operation }) => operation);
  const shared = Object.values(document.components.responses ?? {});
  const messages = operations.flatMap(({ requestBody, responses }) => [requestBody, ...Object.values(responses)]);
  return [
    ...operations.flatMap(({ parameters = [] }) => parameters.map(({ schema }) => schema)),
    ...[...messages, ...shared].flatMap((message) =>
      Object.values(message?.content ?? {}).flatMap(({ schema }) => schema ?? []),
    ),
  ];
}

function rename(document: ApiDocument, newName: (name: string) => string): void {
  const visit = (schema: Schema): void => {
    const name = nameOf(schema);
    if (name !== undefined) schema.$ref = refTo(newName(name));
    for (const part of partsOf(schema)) visit(part);
  };
  for (const schema of [...allOf(document), ...Object.values(document.components.schemas)]) visit(schema);
}

function textOf(schema: Schema | undefined, plain: (name: string) => string): string {
  return JSON.stringify(schema, (key, value) => (key === '$ref' ? plain(String(value)) : value));
}

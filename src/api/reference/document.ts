/** An OpenAPI document, as far as its reference is completed here. */
export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
  /** What the service itself sends. */
  webhooks?: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema>;
    examples?: Record<string, { readonly value: unknown }>;
    responses?: Record<string, Response>;
    headers?: Record<string, Header>;
  };
}

export interface Operation {
  readonly operationId?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, MediaType> };
  responses: Record<string, Response>;
  security?: readonly unknown[];
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  description?: string;
  example?: unknown;
  schema: Schema;
}

export interface Response {
  readonly $ref?: string;
  description?: string;
  headers?: Record<string, Header>;
  content?: Record<string, MediaType>;
}

export type Header = { readonly description: string; readonly schema: Schema } | { readonly $ref: string };

export interface MediaType {
  schema?: Schema;
  examples?: Record<string, { readonly value: unknown } | { readonly $ref: string }>;
}

/** A schema of JSON Schema 2020-12, with what is used of it. */
export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  pattern?: string;
  description?: string;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  exclusiveMaximum?: number;
  maxLength?: number;
  maxItems?: number;
  const?: unknown;
  enum?: readonly unknown[];
  default?: unknown;
  /** Of a parameter whose value is transformed. */
  'x-default'?: unknown;
  example?: unknown;
  examples?: readonly unknown[];
  required?: readonly string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  prefixItems?: readonly Schema[];
  additionalProperties?: Schema | boolean;
  propertyNames?: Schema;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  allOf?: readonly Schema[];
}

const SCHEMAS = '#/components/schemas/';

export function refTo(name: string): string {
  return `${SCHEMAS}${name}`;
}

/** The name of the schema that a reference leads to. */
export function nameOf({ $ref }: Schema): string | undefined {
  return $ref?.startsWith(SCHEMAS) ? $ref.slice(SCHEMAS.length) : undefined;
}

/** The schemas in which one is an alternative, a part or an item. */
export function partsOf(schema: Schema): Schema[] {
  const { properties = {}, items, prefixItems = [], additionalProperties, anyOf = [], oneOf = [], allOf = [] } = schema;
  return [
    ...Object.values(properties),
    ...(items ? [items] : []),
    ...prefixItems,
    ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
    ...anyOf,
    ...oneOf,
    ...allOf,
  ];
}

export function operationsOf(document: ApiDocument): { method: string; path: string; operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

/** The schemas of a request's body or an answer. */
export function schemasIn(message: Pick<Response, 'content'> | undefined): Schema[] {
  return Object.values(message?.content ?? {}).flatMap(({ schema }) => schema ?? []);
}

/** The schemas of all parameters, bodies and answers, and of what is sent to webhooks. */
export function allSchemas(document: ApiDocument): Schema[] {
  const sent = Object.values(document.webhooks ?? {}).flatMap((methods) => Object.values(methods));
  const operations = [...operationsOf(document).map(({ operation }) => operation), ...sent];
  const own = operations.flatMap(({ parameters = [], requestBody, responses }) => [
    ...parameters.map(({ schema }) => schema),
    ...[requestBody, ...Object.values(responses)].flatMap(schemasIn),
  ]);
  return [...own, ...Object.values(document.components.responses ?? {}).flatMap(schemasIn)];
}

/** The names that schemas lead to by their references, and by those of what they refer to. */
export function namesLedToBy(from: readonly Schema[], { components: { schemas } }: ApiDocument): Set<string> {
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

/** An OpenAPI document, as far as its reference is completed here. */
export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema>;
    examples?: Record<string, { readonly value: unknown }>;
    responses?: Record<string, Response>;
    headers?: Record<string, Header>;
  };
}

export interface Operation {
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
  maximum?: number;
  const?: unknown;
  enum?: readonly unknown[];
  default?: unknown;
  /** Of a parameter whose value is transformed. */
  'x-default'?: unknown;
  example?: unknown;
  examples?: unknown[];
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

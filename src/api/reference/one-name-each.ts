import { type ApiDocument, allSchemas, nameOf, namesLedToBy, partsOf, refTo, type Schema } from './document.js';

const INPUT = 'Input';

/** Read by those who have no reference that leads to it: what a stream says. */
const STREAM: Schema = { $ref: refTo('StreamMessage') };

/**
 * A zod schema is described twice, as it is given (`JobInput`) and as it is answered (`Job`), since defaults and
 * transforms may make a difference. Where they make none, or only one of the two is used, one is left, with the plain name.
 */
export function giveOneNameEach(document: ApiDocument): void {
  const differing = differingInputs(document.components.schemas);
  rename(document, (name) => (differing.has(name) ? name : plain(name)));

  const used = namesLedToBy([...allSchemas(document), STREAM], document);
  const { schemas } = document.components;
  for (const name of Object.keys(schemas)) if (!used.has(name)) delete schemas[name];
  rename(document, (name) => (plain(name) in schemas ? name : plain(name)));
}

/** Those that say something else than what is answered, themselves or by what they refer to. */
function differingInputs(schemas: Record<string, Schema>): Set<string> {
  const inputs = Object.keys(schemas).filter((name) => name !== plain(name));
  const differing = new Set<string>();
  const textOf = (name: string) =>
    JSON.stringify(schemas[name], (key, value) => {
      if (key !== '$ref') return value;
      const target = nameOf({ $ref: value }) ?? value;
      return differing.has(target) ? target : plain(target);
    });
  for (let known = -1; known < differing.size; ) {
    known = differing.size;
    for (const name of inputs) if (textOf(name) !== textOf(plain(name))) differing.add(name);
  }
  return differing;
}

function plain(name: string): string {
  return name.endsWith(INPUT) ? name.slice(0, -INPUT.length) : name;
}

function rename(document: ApiDocument, newName: (name: string) => string): void {
  const { schemas } = document.components;
  const visit = (schema: Schema): void => {
    const name = nameOf(schema);
    if (name !== undefined) schema.$ref = refTo(newName(name));
    for (const part of partsOf(schema)) visit(part);
  };
  for (const schema of [...allSchemas(document), ...Object.values(schemas)]) visit(schema);
  document.components.schemas = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [newName(name), schema]),
  );
}

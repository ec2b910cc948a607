import type { ApiDocument, Operation } from '../../src/api/reference/document.js';

/** The codes of errors that openapi.yaml lists at an operation. */
export function listedCodes(document: ApiDocument, operation: Operation): string[] {
  return Object.values(operation.responses).flatMap(({ $ref, description = '' }) => {
    const name = $ref?.split('/').at(-1);
    const text = name === undefined ? description : (document.components.responses?.[name]?.description ?? '');
    return [...text.matchAll(/^(?:- )?`(\w+)`: /gm)].map(([, code]) => code as string);
  });
}

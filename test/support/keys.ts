import { type ApiDocument, operationsOf as operationsIn } from '../../src/api/reference/document.js';
import type { CreatedKey, Scope } from '../../src/contracts/access.js';

/** What requests with a key carry. */
export function bearer(key: string): { authorization: string } {
  return { authorization: `Bearer ${key}` };
}

/** Creates a key over HTTP, in the workspace of the key that asks. @param admin left out while there are no keys */
export async function createKey(url: string, scopes: readonly Scope[], admin?: string): Promise<CreatedKey> {
  const response = await fetch(`${url}/keys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(admin === undefined ? {} : bearer(admin)) },
    body: JSON.stringify({ name: `a key to ${scopes.join(', ')}`, scopes }),
  });
  if (response.status !== 201) throw new Error(`no key: ${response.status} ${await response.text()}`);
  return (await response.json()) as CreatedKey;
}

/** An operation of the API's description, at an address. */
export interface Operation {
  readonly method: string;
  /** As the description has it, such as `/jobs/{id}`. */
  readonly path: string;
}

/** All operations that a running Atelier describes. */
export async function operationsOf(url: string): Promise<Operation[]> {
  return operationsIn((await (await fetch(`${url}/openapi.json`)).json()) as ApiDocument);
}

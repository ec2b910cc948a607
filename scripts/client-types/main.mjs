/**
 * Writes the types of the TypeScript client from openapi.yaml: the second half of `npm run openapi`.
 *
 *     node scripts/client-types/main.mjs [FILE]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';

register('./typescript-5.mjs', import.meta.url);
const { astToString, default: openapiTS } = await import('openapi-typescript');

const root = new URL('../../', import.meta.url);
const [file = new URL('clients/typescript/src/openapi.ts', root)] = process.argv.slice(2);
// What a request may leave out has a default; what an answer always has is required.
// By default it takes this folder's path for a part of an address, as it is.
const options = { defaultNonNullable: false, cwd: root };
const types = astToString(await openapiTS(readFileSync(new URL('openapi.yaml', root), 'utf8'), options));
writeFileSync(file, `// Made from openapi.yaml by \`npm run openapi\`.\n${types}`);

/** `npm run openapi`: writes openapi.yaml from the routes. */
import { writeFile } from 'node:fs/promises';
import { openapiYaml } from '../src/api/openapi.js';

await writeFile('openapi.yaml', await openapiYaml());

/** `npm run openapi`: writes openapi.yaml from the routes, and docs/hyperparameters.md from the schema. */
import { writeFile } from 'node:fs/promises';
import { openapiYaml } from '../src/api/openapi.js';
import { hyperparametersPage } from './hyperparameters-page.js';

await writeFile('openapi.yaml', await openapiYaml());
await writeFile('docs/hyperparameters.md', hyperparametersPage());

import { describe, expect, it } from 'vitest';
import { openapiYaml } from '../../src/api/openapi.js';
import { readRepositoryFile } from '../support/garment-photos.js';

describe('openapi.yaml', () => {
  it('is what the routes say (npm run openapi writes it anew)', async () => {
    expect(await readRepositoryFile('openapi.yaml')).toBe(await openapiYaml());
  });
});

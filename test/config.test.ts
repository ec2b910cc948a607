import { describe, expect, it } from 'vitest';
import { environmentSchema, readConfig } from '../src/config.js';
import { readRepositoryFile } from './support/garment-photos.js';

describe('the environment', () => {
  it('has a default for everything but Redis', () => {
    expect(readConfig({})).toMatchObject({ HOST: '127.0.0.1', PORT: 3000, DATA_DIR: './data', LOG_LEVEL: 'info' });
    expect(readConfig({}).REDIS_URL).toBeUndefined();
  });

  it('is refused with a sentence that names every wrong variable', () => {
    expect(() => readConfig({ PORT: 'http', LOG_LEVEL: 'loud' })).toThrow(/PORT.*LOG_LEVEL/);
  });

  it.each(['docs/configuration.md', '.env.example'])('is told in %s, every variable and no other', async (file) => {
    const text = await readRepositoryFile(file);
    const named = [...text.matchAll(/^(?:\| `|#? ?)([A-Z][A-Z0-9_]+)(?:`|=)/gm)].map(([, name]) => name).sort();
    expect(named).toEqual(Object.keys(environmentSchema.shape).sort());
  });
});

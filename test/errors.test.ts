import { describe, expect, it } from 'vitest';
import { errorCatalogue } from '../src/errors.js';
import { readRepositoryFile } from './support/garment-photos.js';

describe('docs/errors.md', () => {
  it('lists every code with its status and title, and no other', async () => {
    const rows = [
      ...(await readRepositoryFile('docs/errors.md')).matchAll(/^\| `(\w+)` +\| (\d+) +\| (yes|no) +\| (.+?) +\|$/gm),
    ];
    const documented = Object.fromEntries(
      rows.map(([, code, status, retryable, title]) => [
        code,
        { status: Number(status), retryable: retryable === 'yes', title },
      ]),
    );
    expect(documented).toEqual(errorCatalogue);
  });
});

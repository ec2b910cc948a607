import { describe, expect, it } from 'vitest';
import { readRepositoryFile } from '../support/garment-photos.js';
import { everyMetric } from '../support/metrics.js';

describe('docs/metrics.md', () => {
  it('lists every metric with its type, labels and meaning, and no other', async () => {
    const text = await readRepositoryFile('docs/metrics.md');
    const rows = [...text.matchAll(/^\| `(atelier_\w+)` +\| (\w+) +\| ([\w, ]*?) *\| (.+?) +\|$/gm)];
    const documented = Object.fromEntries(
      rows.map(([, name, type, labels, help]) => [
        name,
        { type, help, labels: (labels as string).split(', ').filter(Boolean).sort() },
      ]),
    );
    expect(documented).toEqual(await everyMetric());
  });
});

describe('names', () => {
  it('are as Prometheus advises: a prefix, base units, and _total for what only grows', async () => {
    for (const [name, { type }] of Object.entries(await everyMetric())) {
      expect(name).toMatch(/^atelier_[a-z_]+$/);
      expect(name.endsWith('_total'), name).toBe(type === 'counter');
      expect(name).not.toMatch(/millis|_ms\b|kilo|mega|minutes/);
    }
  });
});

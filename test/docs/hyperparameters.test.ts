import { expect, it } from 'vitest';
import { hyperparametersPage } from '../../scripts/hyperparameters-page.js';
import { hyperparameterHelp } from '../../src/cli/hyperparameter-help.js';
import { augmentations, hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import { readRepositoryFile } from '../support/garment-photos.js';

const names = Object.keys(hyperparametersSchema.shape);

it('docs/hyperparameters.md is made from the schema, by `npm run openapi`', async () => {
  expect(await readRepositoryFile('docs/hyperparameters.md')).toBe(hyperparametersPage());
});

it('the page and `atelier train --help` have every hyperparameter, with what it may be and its default', () => {
  for (const name of names) {
    expect(hyperparametersPage()).toMatch(
      new RegExp(`^\\| \`${name}\` \\| [^|]+ \\| \`[^|]+\` \\| [^|]+\\.? \\|$`, 'm'),
    );
    expect(hyperparameterHelp()).toMatch(new RegExp(`^  ${name} .+ \\(default: .+\\)$`, 'm'));
  }
  expect(hyperparametersPage()).toContain('| `batchSize` | 2 to 4096 | `128` |');
  expect(hyperparametersPage()).toContain('| `sampleEvery` | ≥ 1 or null | `null` |');
  const listed = Object.keys(augmentations).join(', ');
  expect(hyperparametersPage()).toContain(`| \`augmentations\` | a list of ${listed} | \`[]\` |`);
  expect(hyperparametersPage()).toContain('| `lr` | > 0, ≤ 1 | `0.0002` |');
});

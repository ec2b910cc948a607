import { describe, expect, it } from 'vitest';
import { createKeySchema } from '../../src/contracts/access.js';
import type { CheckpointManifest } from '../../src/contracts/checkpoint.js';
import { designQuerySchema, downloadSchema, updateDesignSchema } from '../../src/contracts/design.js';
import { hyperparametersSchema } from '../../src/contracts/hyperparameters.js';
import { jobNameSchema } from '../../src/contracts/job.js';
import { labelSchema } from '../../src/contracts/label.js';
import { refuseOtherSizes } from '../../src/jobs/checkpoints/continuation.js';

const typed = 'Mäntel'.normalize('NFC');
const fromMac = 'Mäntel'.normalize('NFD');

describe('a name is composed where it is sent as', () => {
  it.each([
    ['a label', labelSchema, (name: string) => name],
    ['a mix of labels', labelSchema, (name: string) => ({ [name]: 1 })],
    ['a job’s name', jobNameSchema, (name: string) => name],
    ['a key’s name', createKeySchema, (name: string) => ({ name, scopes: ['read'] })],
    ['a design’s tags', updateDesignSchema, (name: string) => ({ tags: [name] })],
    ['a filter of designs', designQuerySchema, (name: string) => ({ tag: name, label: name })],
    ['a filter of a download', downloadSchema, (name: string) => ({ tag: name, label: name })],
  ])('%s', (_, schema, body) => {
    expect(schema.parse(body(fromMac))).toEqual(body(typed));
  });
});

it('a job goes on from a checkpoint of the same classes, however their names are composed', () => {
  const hyperparameters = hyperparametersSchema.parse({ conditional: true });
  const start = { id: 'job_x.1', hyperparameters, classes: ['Hosen', fromMac] } as unknown as CheckpointManifest;
  expect(() => refuseOtherSizes(start, hyperparameters, ['Hosen', typed])).not.toThrow();
  expect(() => refuseOtherSizes(start, hyperparameters, ['Hosen', 'Mantel'])).toThrow(/must have the classes/);
});

import { expect, it } from 'vitest';
import { editDistance, nearestName } from '../../src/api/nearest-name.js';

it('counts edits', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('', 'beta1')).toBe(5);
  expect(editDistance('beta1', '')).toBe(5);
  expect(editDistance('ngf', 'ngf')).toBe(0);
});

it('takes a slip for the nearest known name, and nothing else', () => {
  const known = ['batchSize', 'imageSize', 'numEpochs'];
  expect(nearestName('batch_size', known)).toBe('batchSize');
  expect(nearestName('BATCHSIZE', known)).toBe('batchSize');
  expect(nearestName('epochs', known)).toBe('numEpochs');
  expect(nearestName('temperature', known)).toBeUndefined();
  expect(nearestName('lr', [])).toBeUndefined();
});

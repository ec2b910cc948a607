import { expect, it } from 'vitest';
import { installKernels } from '../../src/engine/kernels.js';
import { tf } from '../../src/engine/tensorflow.js';

it('kernels are replaced when installKernels is called first, not by importing it nor by later calls', () => {
  const kernel = () => tf.getKernel(tf.Conv2D, 'tensorflow');
  const original = kernel();
  installKernels();
  const installed = kernel();
  expect(installed).not.toBe(original);
  installKernels();
  expect(kernel()).toBe(installed);
  expect(tf.getKernel('AtelierBatchNormTraining', 'tensorflow')).toBeDefined();
});

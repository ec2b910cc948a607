/**
 * Loads TensorFlow, once, and gives it to the rest of the engine. Importing this file (or anything that imports it)
 * loads a native library of some hundred megabytes: only the trainer, the sampler and `atelier doctor` may.
 */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

// tfjs-node 4.22 calls util.isNullOrUndefined, which Node 23 removed. The CommonJS view of the module can be mended.
const nodeUtil = require('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
nodeUtil.isNullOrUndefined ??= (value) => value === null || value === undefined;

// All are read by the native library when it loads. oneDNN's kernels are off by default on CPUs without AVX-512;
// measured on such a CPU, they nearly double the speed of the training step all the same.
process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';

/** tfjs with its TensorFlow backend. */
export const tf = require('@tensorflow/tfjs-node-gpu') as typeof import('@tensorflow/tfjs-node-gpu');

export type { Tensor, Tensor1D, Tensor2D, Tensor4D, TensorInfo } from '@tensorflow/tfjs-node-gpu';

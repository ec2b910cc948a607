/**
 * Run by set-up in a process of its own: `node verify-tensorflow.mjs ROOT` loads TensorFlow as the project in ROOT
 * will, computes, and prints one line, last.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';

const require = createRequire(path.join(process.argv[2] ?? '.', 'package.json'));

// tfjs-node still calls it, and Node 23 has removed it.
Object.assign(require('node:util'), { isNullOrUndefined: (/** @type {unknown} */ value) => value == null });

const tf = require('@tensorflow/tfjs-node-gpu');
const product = tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])).dataSync();
if (!util.isDeepStrictEqual([...product], [19, 22, 43, 50])) {
  throw new Error(`a matrix product is wrong: ${product}`);
}
const { binding, isUsingGpuDevice } = /** @type {any} */ (tf.backend());
const device = isUsingGpuDevice ? 'a GPU' : 'the CPU';
process.stderr.write(`\nTensorFlow ${binding.TF_Version} runs on ${device}\n`, () => process.exit(0));

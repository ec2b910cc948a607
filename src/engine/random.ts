import { attribute, runUnaryOutputOp } from './backend.js';
import { type Tensor, tf } from './tensorflow.js';

/**
 * What a number drawn from a seed is for. Each purpose is a stream of its own: more draws for one never change another.
 */
const streams = {
  weights: 1,
  fixedNoise: 2,
  noise: 3,
  evaluationLatents: 4,
  evaluationDirections: 5,
  augmentation: 6,
} as const;
export type RandomStream = keyof typeof streams;

/** Room for the draws of one stream; a run of 2^26 steps would reach the next. */
const STREAM_STRIDE = 2 ** 26;

/**
 * Normal random numbers that depend on nothing but (seed, stream, index): TensorFlow's StatelessRandomNormal (Philox),
 * so a checkpoint holds no generator state and a resumed run draws exactly what an uninterrupted one would.
 *
 * @param seed an int32
 * @param index which draw of the stream, e.g. the training step; 0 to 2^26 - 1
 * @returns a float32 tensor of independent N(0, 1) values
 */
export function statelessNormal(
  shape: readonly number[],
  { seed, stream, index }: { seed: number; stream: RandomStream; index: number },
): Tensor {
  return stateless('StatelessRandomNormal', shape, seed, stream, index);
}

/**
 * Uniform random numbers that depend on nothing but (seed, stream, index), as `statelessNormal`'s do.
 * @returns a float32 tensor of independent numbers from 0 up to but not including 1
 */
export function statelessUniform(
  shape: readonly number[],
  { seed, stream, index }: { seed: number; stream: RandomStream; index: number },
): Tensor {
  return stateless('StatelessRandomUniform', shape, seed, stream, index);
}

function stateless(op: string, shape: readonly number[], seed: number, stream: RandomStream, index: number): Tensor {
  return tf.tidy(() =>
    runUnaryOutputOp(
      op,
      [attribute.type('dtype', 'float32'), attribute.type('T', 'int32'), attribute.type('Tseed', 'int32')],
      [tf.tensor1d([...shape], 'int32'), tf.tensor1d([seed, streams[stream] * STREAM_STRIDE + index], 'int32')],
    ),
  );
}

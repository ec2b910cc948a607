import type { Benchmark } from './support/verdict.js';

/** Every benchmark by its name; loaded when it runs, since some load TensorFlow. */
export const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  'training-fp32': () => import('./training-fp32.js'),
  'training-bf16': () => import('./training-bf16.js'),
  'bf16-losses': () => import('./bf16-losses.js'),
  trainer: () => import('./trainer.js'),
  scaling: () => import('./scaling.js'),
  endurance: () => import('./endurance.js'),
  prepare: () => import('./prepare.js'),
  generate: () => import('./generate.js'),
  serving: () => import('./serving.js'),
  fanout: () => import('./fanout.js'),
  api: () => import('./api.js'),
  scale: () => import('./scale.js'),
  limits: () => import('./limits.js'),
};

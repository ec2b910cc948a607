import type { Layer } from '../../models/layer.js';
import { leakyRelu, relu, sigmoid, tanh } from './activations.js';
import { batchNorm2d } from './batch-norm2d.js';
import { convTranspose2d } from './conv-transpose2d.js';
import { conv2d } from './conv2d.js';
import { labelEmbedding } from './label-embedding.js';
import { labelProjection } from './label-projection.js';
import type { LayerOps } from './layer-ops.js';
import { upsample } from './upsample.js';

/** What each kind of layer computes, by its `kind`. */
const layerOps: Readonly<Record<string, LayerOps<never>>> = {
  BatchNorm2d: batchNorm2d,
  Conv2d: conv2d,
  ConvTranspose2d: convTranspose2d,
  LabelEmbedding: labelEmbedding,
  LabelProjection: labelProjection,
  LeakyReLU: leakyRelu,
  ReLU: relu,
  Sigmoid: sigmoid,
  Tanh: tanh,
  Upsample: upsample,
};

/** @throws Error for a kind of layer that nothing computes */
export function opsOf(layer: Layer): LayerOps {
  const ops = layerOps[layer.kind];
  if (!ops) throw new Error(`no file of src/gan/layers computes ${layer.kind}`);
  return ops as LayerOps;
}

import { type KerasLayer, kerasLayer } from '../keras.js';
import type { GraphPosition } from '../layer.js';
import type { OnnxNode } from '../onnx.js';
import { type Parameter, WEIGHT_DEVIATION } from '../parameter.js';
import { SameChannels } from './same-channels.js';

/** PyTorch's defaults: the share of the new statistics in the running ones, and what is added to the variance. */
export const BATCH_NORM = { momentum: 0.1, epsilon: 1e-5 } as const;

/** Batch normalisation: Ioffe and Szegedy, "Batch Normalization" (2015). */
export class BatchNorm2d extends SameChannels {
  readonly kind = 'BatchNorm2d';
  get countsBatches(): boolean {
    return true;
  }

  override get parameters(): readonly Parameter[] {
    const shape = [this.channels];
    const scale = { mean: 1, deviation: WEIGHT_DEVIATION };
    return [
      { name: 'weight', shape, trainable: true, initial: scale, kerasName: 'gamma' },
      { name: 'bias', shape, trainable: true, initial: { constant: 0 }, kerasName: 'beta' },
      { name: 'running_mean', shape, trainable: false, initial: { constant: 0 }, kerasName: 'moving_mean' },
      { name: 'running_var', shape, trainable: false, initial: { constant: 1 }, kerasName: 'moving_variance' },
    ];
  }

  get printed(): string {
    return `BatchNorm2d(${this.channels}, eps=1e-05, momentum=0.1)`;
  }

  onnxNodes({ name, input, output }: GraphPosition): OnnxNode[] {
    const inputs = [input, ...this.parameters.map((parameter) => `${name}.${parameter.name}`)];
    const attributes = { epsilon: { float: BATCH_NORM.epsilon } };
    return [{ operator: 'BatchNormalization', name, inputs, outputs: [output], attributes }];
  }

  kerasLayers({ name, input }: GraphPosition): KerasLayer[] {
    const { momentum, epsilon } = BATCH_NORM;
    // Keras's momentum is the share of the old statistics.
    return [kerasLayer(name, 'BatchNormalization', [input], { axis: -1, momentum: 1 - momentum, epsilon })];
  }
}

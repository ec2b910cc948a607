import { type KerasLayer, kerasInput, kerasLayer } from '../keras.js';
import { CLASS_WEIGHTS } from '../labels.js';
import type { GraphPosition, Layer } from '../layer.js';
import type { OnnxNode } from '../onnx.js';
import type { Parameter } from '../parameter.js';

/** Of a conditional generator: appends what it has learned of a class to the latents. PyTorch has no such module. */
export class LabelEmbedding implements Layer {
  readonly kind = 'LabelEmbedding';
  readonly classes: number;
  /** Numbers that stand for a class. */
  readonly length: number;
  /** Latents and embedding together. */
  readonly channels: number;
  readonly outputSize = 1;

  constructor({ classes, length, channels }: Pick<LabelEmbedding, 'classes' | 'length' | 'channels'>) {
    this.classes = classes;
    this.length = length;
    this.channels = channels;
  }

  get module(): string {
    return 'embedding';
  }

  get outputChannels(): number {
    return this.channels;
  }

  /** It starts as PyTorch's nn.Embedding does: as large as the latents beside it. */
  get parameters(): readonly Parameter[] {
    const initial = { mean: 0, deviation: 1 };
    const shape = [this.classes, this.length];
    return [{ name: 'weight', shape, trainable: true, initial, kerasName: 'kernel' }];
  }

  get printed(): string {
    return `LabelEmbedding(${this.classes}, ${this.length})`;
  }

  /** [batch, nz, 1, 1] with the classes' embeddings, mixed by their weights, behind it: [batch, nz + length, 1, 1]. */
  onnxNodes({ name, input, output }: GraphPosition): OnnxNode[] {
    const [mixed, map] = [`${name}.mixed`, `${name}.map`];
    const axes = { ints: [2, 3] };
    return [
      { operator: 'MatMul', name, inputs: [CLASS_WEIGHTS, `${name}.weight`], outputs: [mixed] },
      { operator: 'Unsqueeze', name: map, inputs: [mixed], outputs: [map], attributes: { axes } },
      { operator: 'Concat', name: output, inputs: [input, map], outputs: [output], attributes: { axis: { int: 1 } } },
    ];
  }

  /** Of latents [batch, nz] and class weights [batch, classes]: [batch, nz + length]. */
  kerasLayers({ name, input }: GraphPosition): KerasLayer[] {
    return [
      kerasInput(CLASS_WEIGHTS, this.classes),
      kerasLayer(name, 'Dense', [CLASS_WEIGHTS], { units: this.length, use_bias: false }),
      kerasLayer('labelled', 'Concatenate', [input, name], { axis: -1 }),
    ];
  }
}

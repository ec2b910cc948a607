import { CLASS_WEIGHTS } from '../labels.js';
import type { GraphPosition, Layer } from '../layer.js';
import type { OnnxNode } from '../onnx.js';
import type { Parameter } from '../parameter.js';

/** Of a conditional discriminator: adds the score of the image's class to that of the image. */
export class LabelProjection implements Layer {
  readonly kind = 'LabelProjection';
  readonly classes: number;
  readonly channels = 1;
  readonly outputSize = 1;

  constructor({ classes }: Pick<LabelProjection, 'classes'>) {
    this.classes = classes;
  }

  get module(): string {
    return 'projection';
  }

  get outputChannels(): number {
    return this.channels;
  }

  get parameters(): readonly Parameter[] {
    return [];
  }

  get printed(): string {
    return `LabelProjection(${this.classes})`;
  }

  /** [batch, 1 + classes, 1, 1]: the image's score, to which that of its class is added. */
  onnxNodes({ name, input, output }: GraphPosition): OnnxNode[] {
    const [ofImage, ofClasses, labels] = [`${name}.ofImage`, `${name}.ofClasses`, `${name}.labels`];
    const [weighted, ofLabel] = [`${name}.weighted`, `${name}.ofLabel`];
    return [
      {
        operator: 'Split',
        name: `${name}.split`,
        inputs: [input],
        outputs: [ofImage, ofClasses],
        attributes: { axis: { int: 1 }, split: { ints: [1, this.classes] } },
      },
      {
        operator: 'Unsqueeze',
        name: labels,
        inputs: [CLASS_WEIGHTS],
        outputs: [labels],
        attributes: { axes: { ints: [2, 3] } },
      },
      { operator: 'Mul', name: weighted, inputs: [ofClasses, labels], outputs: [weighted] },
      {
        operator: 'ReduceSum',
        name: ofLabel,
        inputs: [weighted],
        outputs: [ofLabel],
        attributes: { axes: { ints: [1] }, keepdims: { int: 1 } },
      },
      { operator: 'Add', name, inputs: [ofImage, ofLabel], outputs: [output] },
    ];
  }
}

import type { GraphPosition, Layer } from '../layer.js';
import type { OnnxNode } from '../onnx.js';
import { type Parameter, WEIGHT_DEVIATION } from '../parameter.js';

export interface ConvolutionSizes {
  readonly inChannels: number;
  readonly outChannels: number;
  /** Height = width of the kernel. */
  readonly kernelSize: number;
  readonly stride: number;
  /** PyTorch's padding on each side, in pixels. */
  readonly padding: number;
  /** Height = width of the output, in pixels. */
  readonly outputSize: number;
}

/** What convolutions and transposed convolutions have in common. None has a bias, as in the tutorial. */
export abstract class Convolution implements Layer, ConvolutionSizes {
  abstract readonly kind: string;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly kernelSize: number;
  readonly stride: number;
  readonly padding: number;
  readonly outputSize: number;

  constructor({ inChannels, outChannels, kernelSize, stride, padding, outputSize }: ConvolutionSizes) {
    this.inChannels = inChannels;
    this.outChannels = outChannels;
    this.kernelSize = kernelSize;
    this.stride = stride;
    this.padding = padding;
    this.outputSize = outputSize;
  }

  get outputChannels(): number {
    return this.outChannels;
  }

  /** The channels of the filter, in the order of TensorFlow's op. */
  protected abstract readonly filterChannels: readonly [number, number];
  protected abstract readonly onnxOperator: string;

  get parameters(): readonly Parameter[] {
    const { kernelSize, filterChannels } = this;
    const shape = [kernelSize, kernelSize, ...filterChannels];
    const initial = { mean: 0, deviation: WEIGHT_DEVIATION };
    return [{ name: 'weight', shape, trainable: true, initial, kerasName: 'kernel' }];
  }

  get printed(): string {
    const { kind, inChannels, outChannels, kernelSize, stride, padding } = this;
    const sizes = `kernel_size=${kernelSize}, stride=${stride}, padding=${padding}`;
    return `${kind}(${inChannels}, ${outChannels}, ${sizes}, bias=False)`;
  }

  onnxNodes({ name, input, output }: GraphPosition): OnnxNode[] {
    const { kernelSize: k, stride: s, padding: p } = this;
    const attributes = { kernel_shape: { ints: [k, k] }, strides: { ints: [s, s] }, pads: { ints: [p, p, p, p] } };
    return [{ operator: this.onnxOperator, name, inputs: [input, `${name}.weight`], outputs: [output], attributes }];
  }

  /** The settings of Keras's layer. For even sizes, kernel 4 and stride 2, `same` is PyTorch's one pixel on each side. */
  protected get kerasConfig() {
    const { outChannels, kernelSize, stride, padding } = this;
    return {
      filters: outChannels,
      kernel_size: [kernelSize, kernelSize],
      strides: [stride, stride],
      padding: padding > 0 ? 'same' : 'valid',
      data_format: 'channels_last',
      use_bias: false,
    };
  }
}

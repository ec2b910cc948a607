import { type KerasLayer, kerasLayer } from '../keras.js';
import type { GraphPosition } from '../layer.js';
import type { OnnxNode } from '../onnx.js';
import { SameChannels } from './same-channels.js';

/** What is done to each number by itself. */
abstract class Activation extends SameChannels {
  get printed(): string {
    return `${this.kind}()`;
  }

  onnxNodes({ name, input, output }: GraphPosition): OnnxNode[] {
    return [{ operator: this.onnxOperator, name, inputs: [input], outputs: [output], attributes: this.onnxAttributes }];
  }

  protected get onnxOperator(): string {
    return this.kind;
  }

  protected get onnxAttributes(): NonNullable<OnnxNode['attributes']> {
    return {};
  }
}

export class ReLU extends Activation {
  readonly kind = 'ReLU';

  protected override get onnxOperator(): string {
    return 'Relu';
  }

  kerasLayers(position: GraphPosition): KerasLayer[] {
    return kerasActivation(position, 'relu');
  }
}

export class Tanh extends Activation {
  readonly kind = 'Tanh';

  kerasLayers(position: GraphPosition): KerasLayer[] {
    return kerasActivation(position, 'tanh');
  }
}

export class Sigmoid extends Activation {
  readonly kind = 'Sigmoid';
}

/** The slope of LeakyReLU for negative inputs. */
export const LEAKY_RELU_SLOPE = 0.2;

export class LeakyReLU extends Activation {
  readonly kind = 'LeakyReLU';

  override get printed(): string {
    return `LeakyReLU(negative_slope=${LEAKY_RELU_SLOPE})`;
  }

  protected override get onnxOperator(): string {
    return 'LeakyRelu';
  }

  protected override get onnxAttributes() {
    return { alpha: { float: LEAKY_RELU_SLOPE } };
  }
}

function kerasActivation({ name, input }: GraphPosition, activation: string): KerasLayer[] {
  return [kerasLayer(name, 'Activation', [input], { activation })];
}

import { type KerasLayer, kerasLayer } from '../keras.js';
import type { GraphPosition } from '../layer.js';
import { Convolution } from './convolution.js';

/** A transposed convolution; its filter is [kernel, kernel, out, in]. */
export class ConvTranspose2d extends Convolution {
  readonly kind = 'ConvTranspose2d';

  protected get filterChannels() {
    return [this.outChannels, this.inChannels] as const;
  }

  protected get onnxOperator() {
    return 'ConvTranspose';
  }

  kerasLayers({ name, input }: GraphPosition): KerasLayer[] {
    return [kerasLayer(name, 'Conv2DTranspose', [input], this.kerasConfig)];
  }
}

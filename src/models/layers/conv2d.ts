import { type KerasLayer, kerasLayer } from '../keras.js';
import type { GraphPosition } from '../layer.js';
import { Convolution } from './convolution.js';

/** A convolution; its filter is [kernel, kernel, in, out]. */
export class Conv2d extends Convolution {
  readonly kind = 'Conv2d';

  protected get filterChannels() {
    return [this.inChannels, this.outChannels] as const;
  }

  protected get onnxOperator() {
    return 'Conv';
  }

  kerasLayers({ name, input }: GraphPosition): KerasLayer[] {
    return [kerasLayer(name, 'Conv2D', [input], this.kerasConfig)];
  }
}

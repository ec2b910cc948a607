import { type KerasLayer, kerasLayer } from '../keras.js';
import type { GraphPosition } from '../layer.js';
import type { OnnxNode } from '../onnx.js';
import { SameChannels } from './same-channels.js';

/** How often each pixel is repeated, downwards and across. */
export const UPSAMPLE_FACTOR = 2;

/** Nearest-neighbour upsampling: twice the height and width, each pixel repeated. */
export class Upsample extends SameChannels {
  readonly kind = 'Upsample';
  get printed(): string {
    return `Upsample(scale_factor=${UPSAMPLE_FACTOR}.0, mode='nearest')`;
  }

  onnxNodes({ name, input, output }: GraphPosition): OnnxNode[] {
    const scales = `${name}.scales`;
    const value_floats = { floats: [1, 1, UPSAMPLE_FACTOR, UPSAMPLE_FACTOR] };
    return [
      { operator: 'Constant', name: scales, inputs: [], outputs: [scales], attributes: { value_floats } },
      {
        operator: 'Resize',
        name,
        inputs: [input, '', scales],
        outputs: [output],
        attributes: {
          mode: { string: 'nearest' },
          nearest_mode: { string: 'floor' },
          coordinate_transformation_mode: { string: 'asymmetric' },
        },
      },
    ];
  }

  kerasLayers({ name, input }: GraphPosition): KerasLayer[] {
    const size = [UPSAMPLE_FACTOR, UPSAMPLE_FACTOR];
    return [
      kerasLayer(name, 'UpSampling2D', [input], { size, data_format: 'channels_last', interpolation: 'nearest' }),
    ];
  }
}

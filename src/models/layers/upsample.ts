import { type KerasLayer, kerasLayer } from '../keras.js';
import type { GraphPosition } from '../layer.js';
import { type OnnxNode, onnxVector } from '../onnx.js';
import { SameChannels } from './same-channels.js';

/** How often each pixel is repeated, downwards and across. */
export const UPSAMPLE_FACTOR = 2;

/** Nearest-neighbour upsampling: twice the height and width, each pixel repeated. */
export class Upsample extends SameChannels {
  readonly kind = 'Upsample';
  get printed(): string {
    return `Upsample(scale_factor=${UPSAMPLE_FACTOR}.0, mode='nearest')`;
  }

  /** The first Resize that says which pixel is the nearest. */
  readonly onnxOpset = 11;

  onnxNodes({ name, input, output }: GraphPosition): OnnxNode[] {
    // The region is for another mode of Resize, which may not go without it in this operator set.
    const [region, scales] = [`${name}.region`, `${name}.scales`];
    return [
      onnxVector(region, []),
      onnxVector(scales, [1, 1, UPSAMPLE_FACTOR, UPSAMPLE_FACTOR]),
      {
        operator: 'Resize',
        name,
        inputs: [input, region, scales],
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

/**
 * tfjs's convolution and its two gradients, for float32 and bfloat16, by the algorithm that is fastest: networks stay plain
 * `tf.conv2d` and `tf.conv2dTranspose`. What TensorFlow's op does as well is left to it; shapes are tfjs's.
 */
import { autotuner } from '../autotuner.js';
import { floatType } from '../backend.js';
import { type Tensor, type TensorInfo, tf } from '../tensorflow.js';
import { convert } from './convert.js';
import * as direct from './convolution/direct.js';
import {
  coversWholeInput,
  type Geometry,
  hasFewChannels,
  isStridedConvolution,
  type Shape4D,
} from './convolution/geometry.js';
import { filterGradientByConvolution, inputGradientOfFewChannels } from './convolution/strided.js';
import * as wholeInput from './convolution/whole-input.js';
import * as winograd from './convolution/winograd.js';

interface Attributes {
  readonly strides: number | [number, number];
  readonly pad: unknown;
  readonly dataFormat: string;
  readonly dilations?: number | [number, number];
  readonly inputShape: Shape4D;
  readonly filterShape: Shape4D;
}

type Compute = (inputs: Record<string, Tensor>, geometry: Geometry) => Tensor;
type Shapes = (inputs: Record<string, Tensor>, attrs: Attributes) => Pick<Geometry, 'input' | 'filter'>;

/** Replaces a kernel of tfjs for all geometries that the networks use; the others still go to the one it had. */
function replaceKernel(kernelName: string, shapes: Shapes, compute: Compute): void {
  const original = tf.getKernel(kernelName, 'tensorflow');
  tf.unregisterKernel(kernelName, 'tensorflow');
  tf.registerKernel({
    ...original,
    kernelFunc: (call) => {
      const inputs = call.inputs as Record<string, Tensor>;
      const attrs = call.attrs as unknown as Attributes;
      const geometry = geometryOf(shapes(inputs, attrs), attrs);
      return geometry ? tf.tidy(() => compute(inputs, geometry)) : original.kernelFunc(call);
    },
  });
}

function geometryOf(shapes: Pick<Geometry, 'input' | 'filter'>, attrs: Attributes): Geometry | undefined {
  const { strides, pad, dataFormat, dilations = 1 } = attrs;
  const [stride, strideAcross] = [strides].flat();
  const isPlain = [dilations].flat().every((dilation) => dilation === 1) && dataFormat === 'NHWC';
  if (!isPlain || (pad !== 'same' && pad !== 'valid') || stride !== (strideAcross ?? stride)) return undefined;
  return { ...shapes, stride: stride as number, padding: pad === 'same' ? 'SAME' : 'VALID' };
}

const shapeOf = (tensor: TensorInfo) => tensor.shape as unknown as Shape4D;

export function installConvolutions(): void {
  replaceKernel(
    tf.Conv2D,
    ({ x, filter }) => ({ input: shapeOf(x as Tensor), filter: shapeOf(filter as Tensor) }),
    (inputs, geometry) => {
      const { x, filter } = inputs as { x: Tensor; filter: Tensor };
      if (coversWholeInput(geometry)) return wholeInput.forward(x, filter, geometry);
      const directly: Algorithm = (a, b) => direct.forward(a, b, geometry);
      return compute('forward', geometry, [x, filter], {
        float32: winograd.isForWinograd(geometry) ? winograd.forward : directly,
        bfloat16: { direct: directly },
      });
    },
  );

  replaceKernel(
    tf.Conv2DBackpropInput,
    ({ filter }, { inputShape }) => ({ input: inputShape, filter: shapeOf(filter as Tensor) }),
    (inputs, geometry) => {
      const { dy, filter } = inputs as { dy: Tensor; filter: Tensor };
      if (coversWholeInput(geometry)) return wholeInput.inputGradient(dy, filter, geometry);
      if (isStridedConvolution(geometry) && hasFewChannels(geometry)) {
        return inputGradientOfFewChannels(dy, filter, geometry);
      }
      const directly: Algorithm = (a, b) => direct.inputGradient(a, b, geometry);
      return compute('inputGradient', geometry, [dy, filter], {
        float32: winograd.isForWinograd(geometry) ? winograd.inputGradient : directly,
        bfloat16: { direct: directly },
      });
    },
  );

  replaceKernel(
    tf.Conv2DBackpropFilter,
    ({ x }, { filterShape }) => ({ input: shapeOf(x as Tensor), filter: filterShape }),
    (inputs, geometry) => {
      const { x, dy } = inputs as { x: Tensor; dy: Tensor };
      if (coversWholeInput(geometry)) return wholeInput.filterGradient(x, dy, geometry);
      const directly: Algorithm = (a, b) => direct.filterGradient(a, b, geometry);
      return compute('filterGradient', geometry, [x, dy], {
        float32: winograd.isForWinograd(geometry) ? winograd.filterGradient : directly,
        bfloat16: {
          direct: directly,
          ...(isStridedConvolution(geometry) ? { convolution: filterGradientByConvolution } : {}),
        },
      });
    },
  );
}

type Algorithm = (a: Tensor, b: Tensor) => Tensor;

/**
 * In float32 the sizes alone decide which algorithm an op has, so that a run's bits depend on nothing that was measured. How
 * well a processor does bfloat16 differs by op and by processor, so there a trial decides, with float32 in between as one
 * candidate.
 */
function compute(
  op: string,
  { input, filter, stride, padding }: Geometry,
  [a, b]: readonly [Tensor, Tensor],
  { float32, bfloat16 }: { float32: Algorithm; bfloat16: { direct: Algorithm; convolution?: Algorithm } },
): Tensor {
  if (floatType(a) === 'float32') return float32(a, b);
  const { direct, convolution } = bfloat16;
  // The batch is left out: the last one of an epoch may be smaller, and has to be computed alike.
  const name = [op, input.slice(1).join('×'), filter.join('×'), stride, padding].join(' ');
  return autotuner.run(name, {
    direct: () => direct(a, b),
    ...(convolution ? { convolution: () => convolution(a, b) } : {}),
    float32: () => convert(float32(convert(a, 'float32'), convert(b, 'float32')), 'bfloat16'),
  });
}

export type Shape4D = readonly [number, number, number, number];

/** The sizes of a convolution, whichever of its three tensors is being computed. */
export interface Geometry {
  /** [batch, height, width, channels in] */
  readonly input: Shape4D;
  /** [height, width, channels in, channels out] */
  readonly filter: Shape4D;
  readonly stride: number;
  readonly padding: 'SAME' | 'VALID';
}

/** [batch, height, width, channels out] */
export function outputShape({ input, filter, stride, padding }: Geometry): Shape4D {
  const [batch, height, width] = input;
  const [kernelHeight, kernelWidth, , channels] = filter;
  const length = (size: number, kernel: number) => Math.ceil((padding === 'SAME' ? size : size - kernel + 1) / stride);
  return [batch, length(height, kernelHeight), length(width, kernelWidth), channels];
}

/** Whether the filter covers the whole input exactly once: every output pixel is a map of 1×1. */
export function coversWholeInput({ input, filter, padding }: Geometry): boolean {
  return padding === 'VALID' && input[1] === filter[0] && input[2] === filter[1];
}

/** Whether it is the tutorial's strided convolution: kernel 4, stride 2, one pixel of padding, even sizes. */
export function isStridedConvolution({ input, filter, stride, padding }: Geometry): boolean {
  const [kernelHeight, kernelWidth] = filter;
  const isEven = input[1] % 2 === 0 && input[2] % 2 === 0;
  return kernelHeight === 4 && kernelWidth === 4 && stride === 2 && padding === 'SAME' && isEven;
}

/** Images have at most this many channels; so have no hidden layer's maps that would gain from it. */
const FEW_CHANNELS = 4;

/** Whether the input is an image. */
export function hasFewChannels({ input }: Pick<Geometry, 'input'>): boolean {
  return input[3] <= FEW_CHANNELS;
}

export function product(lengths: readonly number[]): number {
  return lengths.reduce((total, length) => total * length, 1);
}

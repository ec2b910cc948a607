/** Images of one kind, 0–255: [count, size, size, channels] bytes. */
export interface ImageSet {
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly size: number;
  readonly channels: number;
}

/**
 * What computes a metric: looks at the photos once, and then measures any number of sets of designs, of as many images of
 * the same size. It draws what it draws from the seed alone, so that equal weights always have equal values, and leaves no
 * tensors behind.
 * @returns undefined from the measuring where so few images have no value
 */
export type Measurement<Value> = (photos: ImageSet, seed: number) => (designs: ImageSet) => Value | undefined;

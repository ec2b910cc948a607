/** A picture in memory: interleaved 8-bit samples, [height, width, channels]. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** 3 for RGB, 1 for greyscale. */
  readonly channels: 1 | 3;
}

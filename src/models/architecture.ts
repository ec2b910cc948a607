import type { Layer } from './layer.js';

/** Image sizes that networks can be built for, in pixels: layers are added or removed. */
export const imageSizes = [32, 64, 128, 256] as const;

/** The sizes that shape the networks; names are the tutorial's. */
export interface NetworkSizes {
  /** Height = width of an image in pixels: one of `imageSizes`. */
  readonly imageSize: number;
  /** Channels of an image. */
  readonly nc: number;
  /** Length of a latent vector. */
  readonly nz: number;
  /** Channels of the generator's last hidden layer. */
  readonly ngf: number;
  /** Channels of the discriminator's first hidden layer. */
  readonly ndf: number;
  /** How many classes the networks tell apart; 0, as if left out, for the tutorial's, which know of none. */
  readonly classes?: number | undefined;
}

/** A generator and the discriminator that goes with it, as lists of layers for given sizes. */
export interface Architecture {
  /** What it is, for users: a phrase that goes on from its name and a colon, without a full stop. */
  readonly summary: string;
  /** Latents [batch, 1, 1, nz] → images [batch, imageSize, imageSize, nc] in [-1, 1]. */
  generator(sizes: NetworkSizes): readonly Layer[];
  /**
   * Images [batch, imageSize, imageSize, nc] in [-1, 1] → the probability of being real [batch, 1, 1, 1]. It ends in a
   * `Sigmoid`, which training leaves out: objectives take its input, the logits.
   */
  discriminator(sizes: NetworkSizes): readonly Layer[];
}

import { type DecodeOptions, decodeImage } from './decode.js';
import type { Fingerprint } from './fingerprint.js';
import { type Inspected, inspectImage } from './inspect.js';
import { findNearDuplicates, type NearDuplicates } from './near-duplicates.js';
import { thumbnailOf } from './thumbnail.js';

/** All that is done with images of strangers, so that it can be done in another process: see DecoderPool. */
export interface Decoder {
  /** @throws RejectedImage */
  inspect(bytes: Buffer): Promise<Inspected>;
  /** @returns a WebP @throws RejectedImage */
  thumbnail(bytes: Buffer): Promise<Buffer>;
  /** @returns [imageSize, imageSize, nc] @throws RejectedImage */
  pixels(bytes: Buffer, options: DecodeOptions): Promise<Uint8Array>;
  nearDuplicates(images: readonly Fingerprint[]): Promise<NearDuplicates>;
}

/** Decodes in this process: for those that serve nobody else, and for images that are trusted. */
export const decoderHere: Decoder = {
  inspect: inspectImage,
  thumbnail: thumbnailOf,
  pixels: decodeImage,
  nearDuplicates: async (images) => findNearDuplicates(images),
};

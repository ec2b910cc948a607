import { FastResizeFilter, ResizeFit, Transformer } from '@napi-rs/image';
import { plainJpegSize } from './plain-jpeg.js';
import { cropOffset, resizedSize } from './tutorial-size.js';

/** Above this, libvips is faster: it decodes a large JPEG at a fraction of its size. */
const MAX_SMALL_PIXELS = 250_000;

/**
 * Resize(imageSize) and CenterCrop(imageSize) of a JPEG that is small, plain (see plainJpegSize) and not to be enlarged.
 * libvips builds a graph of objects for every image, which costs ten times what decoding 96×128 pixels takes: measured
 * with sharp, 2.4 ms of processor time an image, and 0.22 ms here.
 *
 * @returns RGB, [imageSize, imageSize, 3]; undefined for an image that is none of this or that has a fault
 */
export async function decodeSmallJpeg(bytes: Buffer, imageSize: number): Promise<Uint8Array | undefined> {
  const size = plainJpegSize(bytes);
  if (size === undefined || size.width * size.height > MAX_SMALL_PIXELS) return undefined;
  const resized = resizedSize(size, imageSize);
  if (size.width < resized.width) return undefined;
  const left = cropOffset(resized.width, imageSize);
  const top = cropOffset(resized.height, imageSize);
  try {
    const rgba = await new Transformer(bytes)
      .fastResize({ ...resized, filter: FastResizeFilter.Bilinear, fit: ResizeFit.Fill })
      .crop(left, top, imageSize, imageSize)
      .rawPixels();
    return withoutAlpha(rgba, imageSize * imageSize);
  } catch {
    // Which faults are forgiven, and what the others are called, is for one decoder to say: libvips, as at the import.
    return undefined;
  }
}

function withoutAlpha(rgba: Uint8Array, pixels: number): Uint8Array {
  const rgb = new Uint8Array(pixels * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = rgba[from] as number;
    rgb[to + 1] = rgba[from + 1] as number;
    rgb[to + 2] = rgba[from + 2] as number;
  }
  return rgb;
}

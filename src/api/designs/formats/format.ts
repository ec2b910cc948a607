import type { Readable } from 'node:stream';
import type { Pixels } from '../../../images/pixels.js';
import type { Design, DesignOrder } from '../order.js';

/** Pixels around each design of a grid or a strip. */
export const PADDING = 2;

/** How much is to be encoded. */
export interface Extent {
  /** Designs. */
  readonly count: number;
  /** Height and width of each in pixels, as enlarged. */
  readonly side: number;
  readonly channels: 1 | 3;
}

export interface EncodingContext {
  readonly order: DesignOrder;
  /** @returns the id of a design in the gallery, or undefined where that doesn't keep it */
  idOf(index: number): string | undefined;
}

/** A format that `POST /generate` answers in. */
export interface DesignFormat {
  readonly mediaType: string;
  /** What it holds, for the API's description of `format`. */
  readonly description: string;
  /** Whether a client that accepts the media type, and names no format, gets this one for so many designs. */
  accepted(count: number): boolean;
  /** @returns why so many designs can't be had in it at all; undefined if they can */
  refuseCount?(count: number): string | undefined;
  /** @returns why designs of these sizes can't; undefined if they can */
  refuse?(extent: Extent): string | undefined;
  /** Whether designs are sent one by one, so that only one is in memory. */
  readonly streams?: true;
  /** Encodes designs, at least one; as they come, where the format allows it. */
  encode(designs: AsyncIterable<Design>, context: EncodingContext): Promise<Buffer | Readable> | Readable;
  /** For `images: links`: the response without the designs being made. */
  encodeLinks?(order: DesignOrder, link: (path: string) => string): Readable;
}

/** What is composed in memory has so many bytes of pixels at most. */
const MAX_PICTURE_BYTES = 64 * 1024 ** 2;

/** @returns why designs make too large a picture, or undefined */
export function refuseTooLarge({ count, side, channels }: Extent): string | undefined {
  if (count * side ** 2 * channels <= MAX_PICTURE_BYTES) return undefined;
  return `${count} designs of ${side}×${side} don't fit one picture: ask for a zip`;
}

export async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

export async function picturesOf(designs: AsyncIterable<Design>): Promise<Pixels[]> {
  return (await allOf(designs)).map(({ picture }) => picture);
}

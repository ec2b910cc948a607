import type { FastifyRequest } from 'fastify';
import { type DesignPlan, designCount } from '../../../contracts/generation.js';
import { invalidField } from '../../../errors.js';
import { preferred } from '../../negotiation.js';
import type { DesignOrder } from '../order.js';
import type { DesignFormat, Extent } from './format.js';
import { gif } from './gif.js';
import { grid } from './grid.js';
import { json } from './json.js';
import { png } from './png.js';
import { strip } from './strip.js';
import { tiff } from './tiff.js';
import { webp } from './webp.js';
import { zip } from './zip.js';

/**
 * Every format of `POST /generate` by its name. Of those that a client accepts alike, it gets the first: one design
 * as a PNG, several as a zip.
 */
export const formats = { png, zip, grid, strip, json, webp, gif, tiff } as const satisfies Record<string, DesignFormat>;

export type FormatName = keyof typeof formats;
export const formatNames = Object.keys(formats) as [FormatName, ...FormatName[]];

/** The media types of all formats, each once. */
export const formatTypes = [...new Set(formatNames.map((name) => formats[name].mediaType))];

/**
 * The format that a client gets who names none.
 * @throws AtelierError `not_acceptable`
 */
export function acceptedFormat(request: FastifyRequest, count: number): DesignFormat {
  const offered: DesignFormat[] = Object.values<DesignFormat>(formats).filter((format) => format.accepted(count));
  const type = preferred(request, offered.map(({ mediaType }) => mediaType) as [string, ...string[]]);
  return offered.find(({ mediaType }) => mediaType === type) as DesignFormat;
}

/** @throws AtelierError `validation_failed` for more designs than the format holds */
export function refuseCount(format: DesignFormat, plan: DesignPlan): void {
  refuseFor(format.refuseCount?.(designCount(plan)));
}

/** @throws AtelierError `validation_failed` for designs that would make too large a picture */
export function refuseExtent(format: DesignFormat, order: DesignOrder): void {
  refuseFor(format.refuse?.(extentOf(order)));
}

/** Bytes of the pixels that a response has in memory at once. */
export function pixelBytes(format: DesignFormat, order: DesignOrder): number {
  const { count, side, channels } = extentOf(order);
  return (format.streams ? 1 : count) * side ** 2 * channels;
}

function extentOf({ checkpoint, plan, scale }: DesignOrder): Extent {
  const { imageSize, nc: channels } = checkpoint.hyperparameters;
  return { count: designCount(plan), side: imageSize * scale, channels };
}

function refuseFor(reason: string | undefined): void {
  if (reason !== undefined) throw invalidField('format', reason);
}

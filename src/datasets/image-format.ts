/** A file that cannot be an image of a dataset; its message is the reason in plain words. */
export class RejectedImage extends Error {
  override readonly name = 'RejectedImage';
}

/** Formats that photos come in, and that a bounded, well-tested decoder reads. */
const ACCEPTED = ['JPEG', 'PNG', 'WebP', 'AVIF'] as const;

export type ImageFormat = (typeof ACCEPTED)[number];

/** What a file is by its first bytes, in a form for "…, not a photo": the formats that people take for photos. */
const SIGNATURES: readonly (readonly [kind: string, offset: number, bytes: string])[] = [
  ['JPEG', 0, '\xff\xd8\xff'],
  ['PNG', 0, '\x89PNG\r\n\x1a\n'],
  ['WebP', 8, 'WEBP'],
  ['AVIF', 4, 'ftypavif'],
  ['AVIF', 4, 'ftypavis'],
  ['a GIF', 0, 'GIF8'],
  ['a TIFF', 0, 'II*\0'],
  ['a TIFF', 0, 'MM\0*'],
  ['a HEIC', 4, 'ftyphei'],
  ['a HEIC', 4, 'ftypmif1'],
  ['a BMP', 0, 'BM'],
  ['a Photoshop file', 0, '8BPS'],
  ['a PDF', 0, '%PDF'],
  ['a zip archive', 0, 'PK\x03\x04'],
];

/**
 * The format of an image file by its first bytes, whatever its name says. Everything but the accepted formats is
 * refused here, before libvips could choose one of its other loaders for it.
 *
 * @throws RejectedImage
 */
export function imageFormat(bytes: Buffer): ImageFormat {
  if (bytes.length === 0) throw new RejectedImage('an empty file');
  const start = bytes.toString('latin1', 0, 1024);
  const kind = SIGNATURES.find(([, offset, signature]) => start.startsWith(signature, offset))?.[0] ?? textKind(start);
  const format = ACCEPTED.find((accepted) => accepted === kind);
  if (format !== undefined) return format;
  throw new RejectedImage(`${kind ?? 'not an image'}; only JPEG, PNG, WebP and AVIF photos are used`);
}

function textKind(start: string): string | undefined {
  if (/<svg[\s>]/i.test(start)) return 'an SVG drawing';
  if (/^\s*<(!doctype html|html)/i.test(start)) return 'an HTML page';
  return undefined;
}

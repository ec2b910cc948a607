import { heifKind } from './heif-kind.js';
import { tiffKind } from './tiff-kind.js';

/** A file that cannot be an image of a dataset; its message is the reason in plain words. */
export class RejectedImage extends Error {
  override readonly name = 'RejectedImage';
}

/** Images with more pixels than this are refused: decoding one takes hundreds of megabytes. */
export const MAX_PIXELS = 100_000_000;

/** @throws RejectedImage */
export function checkPixels(
  { width, height }: { readonly width: number; readonly height: number },
  max = MAX_PIXELS,
): void {
  if (width * height <= max) return;
  throw new RejectedImage(`${width}×${height} pixels; at most ${max / 1e6} megapixels are allowed`);
}

/** Formats that photos come in, and that a bounded, well-tested decoder reads. */
const ACCEPTED = ['JPEG', 'PNG', 'WebP', 'AVIF', 'HEIC'] as const;

export type ImageFormat = (typeof ACCEPTED)[number];

/** What a file is by its first bytes, in a form for "…, not a photo": the formats that people take for photos. */
const SIGNATURES: readonly (readonly [kind: string, offset: number, bytes: string])[] = [
  ['JPEG', 0, '\xff\xd8\xff'],
  ['PNG', 0, '\x89PNG\r\n\x1a\n'],
  ['WebP', 8, 'WEBP'],
  ['a GIF', 0, 'GIF8'],
  ['a BMP', 0, 'BM'],
  ['a JPEG XL', 0, '\xff\x0a'],
  ['a JPEG XL', 4, 'JXL '],
  ['a JPEG 2000', 4, 'jP  '],
  ['a camera RAW (RAF)', 0, 'FUJIFILMCCD-RAW'],
  ['a camera RAW (ORF)', 0, 'IIRO'],
  ['a camera RAW (ORF)', 0, 'IIRS'],
  ['a camera RAW (RW2)', 0, 'IIU\0'],
  ['a Photoshop file', 0, '8BPS'],
  ['a GIMP file', 0, 'gimp xcf'],
  ['a PDF', 0, '%PDF'],
  ['a zip archive', 0, 'PK\x03\x04'],
  ['a RAR archive', 0, 'Rar!'],
  ['a 7z archive', 0, '7z\xbc\xaf'],
  ['a gzip archive', 0, '\x1f\x8b'],
  ['a tar archive', 257, 'ustar'],
  ['a video', 8, 'AVI '],
  ['a video', 0, '\x1a\x45\xdf\xa3'],
];

/** What whoever has a file of some kind can do. */
const ADVICE: readonly (readonly [kinds: RegExp, advice: string])[] = [
  [/RAW/, 'export it as JPEG from the program that develops it'],
  [/archive$/, 'unpack it, or send it as a zip of its own'],
  [/^a (GIF|BMP)|SVG/, 'save it as PNG'],
  [/^a (TIFF|JPEG|HEIF|Photoshop|GIMP)/, 'save it as JPEG or PNG'],
  [/^a (video|PDF)/, 'save its pictures as JPEG'],
];

/**
 * The format of an image file by its first bytes, whatever its name says. Everything but the accepted formats is
 * refused here, before libvips could choose one of its other loaders for it.
 *
 * @throws RejectedImage that names the format, and says what to do
 */
export function imageFormat(bytes: Buffer): ImageFormat {
  if (bytes.length === 0) throw new RejectedImage('an empty file');
  const start = bytes.toString('latin1', 0, 1024);
  const kind =
    SIGNATURES.find(([, offset, signature]) => start.startsWith(signature, offset))?.[0] ??
    heifKind(bytes) ??
    tiffKind(bytes) ??
    textKind(start) ??
    'not an image';
  const format = ACCEPTED.find((accepted) => accepted === kind);
  if (format !== undefined) return format;
  const advice = ADVICE.find(([kinds]) => kinds.test(kind))?.[1];
  const reason = `${kind}; only JPEG, PNG, WebP, AVIF and HEIC photos are used`;
  throw new RejectedImage(advice === undefined ? reason : `${reason}: ${advice}`);
}

function textKind(start: string): string | undefined {
  if (/<svg[\s>]/i.test(start)) return 'an SVG drawing';
  if (/^\s*<(!doctype html|html)/i.test(start)) return 'an HTML page';
  return undefined;
}

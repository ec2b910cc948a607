import sharp from 'sharp';

export interface TimelapseOptions {
  /** How long a frame is shown, in milliseconds. */
  readonly frameMs?: number;
  /** How long the last frame is shown before the animation starts again. */
  readonly holdLastMs?: number;
  /** More frames than this are thinned out evenly: all are in memory at once, and nobody watches thousands. */
  readonly maxFrames?: number;
}

/**
 * Joins pictures into an animation that loops forever.
 *
 * @param frames PNGs of equal size, in order, at least one
 */
export async function encodeTimelapse(
  frames: readonly Buffer[],
  format: 'webp' | 'gif',
  { frameMs = 200, holdLastMs = 1500, maxFrames = 100 }: TimelapseOptions = {},
): Promise<Buffer> {
  const shown = thinOut(frames, maxFrames);
  if (shown.length === 0) throw new RangeError('a timelapse needs at least one frame');
  const delay = shown.map((_, i) => (i === shown.length - 1 ? holdLastMs : frameMs));
  const joined =
    shown.length === 1 ? sharp(shown[0]) : sharp(shown, { join: { animated: true }, limitInputPixels: false });
  const options = { loop: 0, delay };
  // GIF's default effort takes four times as long for files a tenth smaller.
  return await (format === 'webp' ? joined.webp(options) : joined.gif({ ...options, effort: 1 })).toBuffer();
}

/** At most `count` frames at even distances, the first and the last among them. */
function thinOut(frames: readonly Buffer[], count: number): Buffer[] {
  if (frames.length <= count) return [...frames];
  const step = (frames.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, i) => frames[Math.round(i * step)] as Buffer);
}

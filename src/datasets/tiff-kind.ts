const TIFF_MAGIC = 42;
const ENTRY_BYTES = 12;
/** Tags of TIFF 6.0 and of DNG 1.7. */
const NEW_SUBFILE_TYPE = 254;
const DNG_VERSION = 50706;
const REDUCED = 1;

/**
 * Tells a TIFF from the RAW files of cameras, most of which are TIFFs: CR2 says so, DNG has a tag for its version, and NEF,
 * ARW and others begin with a picture of reduced size.
 *
 * @returns a kind in a form for "…, not a photo", or undefined if it is no TIFF
 */
export function tiffKind(bytes: Buffer): string | undefined {
  const order = bytes.toString('latin1', 0, 2);
  if ((order !== 'II' && order !== 'MM') || bytes.length < 8) return undefined;
  const read16 = (at: number): number => (order === 'II' ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const read32 = (at: number): number => (order === 'II' ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  if (read16(2) !== TIFF_MAGIC) return undefined;
  if (bytes.toString('latin1', 8, 10) === 'CR') return 'a camera RAW (CR2)';
  const directory = read32(4);
  const entries = directory + 2 <= bytes.length ? read16(directory) : 0;
  let kind = 'a TIFF';
  for (let i = 0, at = directory + 2; i < entries && at + ENTRY_BYTES <= bytes.length; i++, at += ENTRY_BYTES) {
    const tag = read16(at);
    if (tag === DNG_VERSION) return 'a camera RAW (DNG)';
    if (tag === NEW_SUBFILE_TYPE && read32(at + 8) === REDUCED) kind = 'a camera RAW (NEF, ARW or alike)';
  }
  return kind;
}

/**
 * Brands of still images and of sequences of them (ISO/IEC 23008-12 and 23000-22, AV1 Image File Format 1.1.0), and those
 * that say nothing of the codec.
 */
const AV1_BRANDS = ['avif', 'avis', 'avio', 'MA1A', 'MA1B'];
const HEVC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'];
const OPEN_BRANDS = ['mif1', 'mif2', 'mif3', 'msf1', 'miaf'];

const HEADER_BYTES = 8;

/**
 * What a file of ISO's boxes is, by the codec of its images rather than by its major brand, which may leave that open.
 * @returns `AVIF` or `HEIC`, another kind in a form for "…, not a photo", or undefined if it is no such file
 */
export function heifKind(bytes: Buffer): string | undefined {
  const type = boxAt(bytes, 0);
  if (type?.type !== 'ftyp') return undefined;
  const brands = brandsOf(type.content);
  const has = (some: readonly string[]): boolean => brands.some((brand) => some.includes(brand));
  if (brands[0] === 'crx ') return 'a camera RAW (CR3)';
  if (!has(AV1_BRANDS) && !has(HEVC_BRANDS) && !has(OPEN_BRANDS)) return 'a video';
  const properties = propertiesOf(bytes, type.end);
  const isAv1 = properties?.includes('av1C') ?? has(AV1_BRANDS);
  const isHevc = properties?.includes('hvcC') ?? has(HEVC_BRANDS);
  if (isAv1 && isHevc) return has(HEVC_BRANDS) ? 'HEIC' : 'AVIF';
  if (isAv1) return 'AVIF';
  return isHevc ? 'HEIC' : 'a HEIF of another codec than HEVC and AV1';
}

/** The major brand, and those that the file is compatible with. */
function brandsOf(content: Buffer): string[] {
  const brands: string[] = [];
  for (let at = 0; at + 4 <= content.length; at += 4) brands.push(content.toString('latin1', at, at + 4));
  return brands.filter((_, i) => i !== 1);
}

/** The box that describes the images; a sequence has another. Undefined if it lies beyond the file's end. */
function propertiesOf(bytes: Buffer, from: number): Buffer | undefined {
  for (let box = boxAt(bytes, from); box; box = boxAt(bytes, box.end)) {
    if (box.end > bytes.length) return undefined;
    if (box.type === 'meta' || box.type === 'moov') return box.content;
  }
  return undefined;
}

interface Box {
  readonly type: string;
  readonly content: Buffer;
  readonly end: number;
}

/** Boxes of more than 4 GB, and those without an end, have other contents than these. */
function boxAt(bytes: Buffer, at: number): Box | undefined {
  if (at + HEADER_BYTES > bytes.length) return undefined;
  const size = bytes.readUInt32BE(at);
  if (size < HEADER_BYTES) return undefined;
  const end = at + size;
  return { type: bytes.toString('latin1', at + 4, at + 8), content: bytes.subarray(at + HEADER_BYTES, end), end };
}

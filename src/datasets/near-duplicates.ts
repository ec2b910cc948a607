import { type Fingerprint, HASH_BYTES, levelsOf, NEAR_BITS, NEAR_LEVELS } from './fingerprint.js';
import { groupsOfSeveral } from './groups.js';

/** Pairs that are compared at most, in 6 s here: all of some 70,000 photos, as colours are mixed in clothing-small. */
export const MAX_COMPARISONS = 500_000_000;

const WORDS = HASH_BYTES / Uint32Array.BYTES_PER_ELEMENT;

/** Groups of images that look the same. */
export interface NearDuplicates {
  /** Indices of the images of each group, in order; at least two in each. */
  readonly groups: number[][];
  /** False if there were too many pairs of like colour to compare all. */
  readonly complete: boolean;
}

/**
 * Finds images that look the same by their fingerprints. Two that are not near each other are in one group if a chain
 * of near ones leads from one to the other.
 *
 * Sorted by how red they are, each image need be compared only with the next few: those of other colours are no match.
 */
export function findNearDuplicates(
  images: readonly Fingerprint[],
  { maxComparisons = MAX_COMPARISONS }: { maxComparisons?: number } = {},
): NearDuplicates {
  const { hashes, colours } = packed(images);
  const red = (i: number): number => colours[3 * i] as number;
  const byRed = Uint32Array.from(images.keys()).sort((a, b) => red(a) - red(b));
  const groups = new Groups(images.length);
  let left = maxComparisons;
  for (let at = 0; at < byRed.length; at++) {
    const image = byRed[at] as number;
    for (let next = at + 1; next < byRed.length; next++) {
      const other = byRed[next] as number;
      if (red(other) - red(image) > NEAR_LEVELS) break;
      if (left-- === 0) return { groups: groups.ofSeveral(), complete: false };
      if (alikeInColour(colours, image, other) && alikeInHash(hashes, image, other)) groups.join(image, other);
    }
  }
  return { groups: groups.ofSeveral(), complete: true };
}

function packed(images: readonly Fingerprint[]): { hashes: Uint32Array; colours: Uint8Array } {
  const hashes = new Uint32Array(images.length * WORDS);
  const colours = new Uint8Array(images.length * 3);
  for (const [i, { hash, meanColour }] of images.entries()) {
    const bytes = Buffer.from(hash, 'hex');
    for (let word = 0; word < WORDS; word++) hashes[i * WORDS + word] = bytes.readUInt32LE(4 * word);
    colours.set(levelsOf(meanColour), 3 * i);
  }
  return { hashes, colours };
}

function alikeInColour(colours: Uint8Array, a: number, b: number): boolean {
  for (let channel = 1; channel < 3; channel++) {
    const difference = (colours[3 * a + channel] as number) - (colours[3 * b + channel] as number);
    if (Math.abs(difference) > NEAR_LEVELS) return false;
  }
  return true;
}

function alikeInHash(hashes: Uint32Array, a: number, b: number): boolean {
  let differing = 0;
  for (let word = 0; word < WORDS; word++) {
    differing += ones((hashes[a * WORDS + word] as number) ^ (hashes[b * WORDS + word] as number));
    if (differing > NEAR_BITS) return false;
  }
  return true;
}

/** How many bits of a word are set: the sums of pairs, of fours, of eights, and of all (Hacker's Delight, 5-1). */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return (((fours + (fours >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** Union-find: every image points towards the first of its group. */
class Groups {
  readonly #towards: Uint32Array;

  constructor(images: number) {
    this.#towards = Uint32Array.from({ length: images }, (_, i) => i);
  }

  join(a: number, b: number): void {
    const [first, second] = [this.#firstOf(a), this.#firstOf(b)];
    this.#towards[Math.max(first, second)] = Math.min(first, second);
  }

  ofSeveral(): number[][] {
    return groupsOfSeveral(this.#towards.length, (image) => this.#firstOf(image));
  }

  #firstOf(image: number): number {
    let first = image;
    while (this.#towards[first] !== first) {
      // Halves the way for the next time.
      this.#towards[first] = this.#towards[this.#towards[first] as number] as number;
      first = this.#towards[first] as number;
    }
    return first;
  }
}

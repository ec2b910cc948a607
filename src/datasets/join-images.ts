import { parse } from 'node:path/posix';
import { inImageFolderOrder } from './class-folders.js';
import type { PlacedImage } from './placed-images.js';

/** Images that are in a dataset together, and what became of those whose names were taken. */
export interface Joined {
  readonly placed: PlacedImage[];
  /** Those that have a name of their own now, since another photo of their class has the one that they came with. */
  readonly renamed: readonly PlacedImage[];
  /** Those that are left out, since their class has the same photo; `file` is what it is called there. */
  readonly repeated: readonly PlacedImage[];
  /** Those that took the place of another photo. */
  readonly replaced: readonly PlacedImage[];
}

/**
 * Adds images to others. A name never costs a photo: the same content under a taken name is the same photo, and other
 * content is another photo, which gets a name of its own, such as `image (2).jpg`.
 *
 * @param replace whether an added image takes the place of one of the same class and name instead
 */
export function joinImages(
  images: readonly PlacedImage[],
  added: readonly PlacedImage[],
  { replace = false }: { readonly replace?: boolean } = {},
): Joined {
  const joined = new NamedImages();
  // Datasets of earlier versions may have several images of a name.
  for (const image of images) joined.add(image);
  const replaceable = new Set(replace ? joined.named.keys() : []);
  for (const image of added) {
    if (replaceable.has(placeOf(image))) joined.replace(image);
    else joined.add(image);
    // Of several that are added under one name, one takes the place of the old one.
    replaceable.delete(placeOf(image));
  }
  const { named, renamed, repeated, replaced } = joined;
  return { placed: inImageFolderOrder([...named.values()]), renamed, repeated, replaced };
}

class NamedImages {
  readonly named = new Map<string, PlacedImage>();
  readonly renamed: PlacedImage[] = [];
  readonly repeated: PlacedImage[] = [];
  readonly replaced: PlacedImage[] = [];
  readonly #byContent = new Map<string, PlacedImage>();
  /** How often a name was taken. */
  readonly #taken = new Map<string, number>();

  add(image: PlacedImage): void {
    if (!this.named.has(placeOf(image))) {
      this.#set(image);
      return;
    }
    const same = this.#byContent.get(contentOf(image));
    if (same) {
      this.repeated.push({ ...image, file: same.file });
      return;
    }
    const renamed = this.#withFreeName(image);
    this.#set(renamed);
    this.renamed.push(renamed);
  }

  /** Puts an image in the place of the one of its name. */
  replace(image: PlacedImage): void {
    const old = this.named.get(placeOf(image)) as PlacedImage;
    if (old.item.sha256 === image.item.sha256) {
      this.repeated.push(image);
      return;
    }
    if (this.#byContent.get(contentOf(old)) === old) this.#byContent.delete(contentOf(old));
    this.#set(image);
    this.replaced.push(image);
  }

  #set(image: PlacedImage): void {
    this.named.set(placeOf(image), image);
    if (!this.#byContent.has(contentOf(image))) this.#byContent.set(contentOf(image), image);
  }

  #withFreeName(image: PlacedImage): PlacedImage {
    const { dir, name, ext } = parse(image.file);
    const place = placeOf(image);
    for (let number = (this.#taken.get(place) ?? 1) + 1; ; number++) {
      const file = `${dir === '' ? '' : `${dir}/`}${name} (${number})${ext}`;
      const renamed = { ...image, file };
      if (this.named.has(placeOf(renamed))) continue;
      this.#taken.set(place, number);
      return renamed;
    }
  }
}

function placeOf({ className, file }: PlacedImage): string {
  return JSON.stringify([className, file]);
}

function contentOf({ className, item }: PlacedImage): string {
  return JSON.stringify([className, item.sha256]);
}

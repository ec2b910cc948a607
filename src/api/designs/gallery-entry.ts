import type { SavedRequest } from '../../contracts/design.js';
import type { DesignPart } from '../../jobs/designs/design-client.js';
import type { Gallery } from '../../library/gallery.js';
import type { PixelPacks } from '../../library/pixel-packs.js';

/** Designs that the gallery takes as they are made. */
export class GalleryEntry {
  private constructor(
    /** In the designs' ids. */
    readonly ulid: string,
    private readonly request: SavedRequest,
    private readonly library: { readonly gallery: Gallery; readonly packs: PixelPacks },
  ) {}

  /** @returns undefined where the gallery doesn't take such a request's designs */
  static of(
    request: SavedRequest,
    library: { readonly gallery: Gallery; readonly packs: PixelPacks },
  ): GalleryEntry | undefined {
    return library.gallery.takes(request) ? new GalleryEntry(library.gallery.newUlid(), request, library) : undefined;
  }

  /** Passes designs on, the first of them when the gallery has them all on record: what can't be made is not kept. */
  async *parts(made: AsyncIterable<DesignPart>): AsyncGenerator<DesignPart> {
    const { ulid, request } = this;
    const { gallery, packs } = this.library;
    for await (const part of made) {
      if (part.first === 0) await gallery.save(ulid, request);
      packs.add({ ulid, request, first: part.first, pixels: part.pixels });
      yield part;
    }
  }
}

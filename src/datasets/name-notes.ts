import {
  type ImportNote,
  MAX_NOTED_LISTED,
  type NameEncoding,
  type SideFileKind,
  sideFileKinds,
} from '../contracts/dataset.js';
import type { PlacedImage } from './placed-images.js';

/** Names of one kind: how many, and the first of them. */
interface Names {
  count: number;
  readonly listed: Set<string>;
}

/** What an import did by the names of files. */
export class NameNotes {
  readonly #skipped = new Map<SideFileKind, number>();
  readonly #guessed: Record<NameEncoding, Names> = { 'UTF-8': noNames(), CP437: noNames() };
  readonly #changed = noNames();

  skipped(kind: SideFileKind): void {
    this.#skipped.set(kind, (this.#skipped.get(kind) ?? 0) + 1);
  }

  guessed(path: string, encoding: NameEncoding): void {
    add(this.#guessed[encoding], path);
  }

  changed(path: string): void {
    add(this.#changed, path);
  }

  /** @param images where the note is to list them */
  notes(images: readonly PlacedImage[] = []): ImportNote[] {
    const { 'UTF-8': utf8, CP437: cp437 } = this.#guessed;
    return [
      this.#skippedNote(),
      noteOn('guessed_names', images, utf8, 'read as UTF-8: the zip does not say the encoding'),
      noteOn('guessed_names', images, cp437, 'read as CP437: the zip does not say the encoding. Check the classes'),
      noteOn('changed_names', images, this.#changed, 'changed, for characters that cannot be shown'),
    ].flat();
  }

  #skippedNote(): ImportNote[] {
    const kinds = sideFileKinds.flatMap((kind) => {
      const files = this.#skipped.get(kind);
      return files === undefined ? [] : [`${kind} (${files})`];
    });
    if (kinds.length === 0) return [];
    const message = `Skipped, as what is left beside photos: ${kinds.join(', ')}.`;
    return [{ code: 'skipped_files', message, images: 0, files: [] }];
  }
}

function noNames(): Names {
  return { count: 0, listed: new Set() };
}

function add(names: Names, path: string): void {
  names.count++;
  if (names.listed.size < MAX_NOTED_LISTED) names.listed.add(path);
}

function noteOn(
  code: ImportNote['code'],
  images: readonly PlacedImage[],
  { count, listed }: Names,
  what: string,
): ImportNote[] {
  if (count === 0) return [];
  const files = images.filter(({ sent }) => listed.has(sent)).map(({ sent, file }) => ({ sent, file }));
  const names = count === 1 ? 'The name of 1 file was' : `The names of ${count} files were`;
  return [{ code, message: `${names} ${what}.`, images: count, files }];
}

import { composed } from '../contracts/composed.js';
import { attackIn, madePrintable, plainPath } from './file-names.js';
import { RejectedImage } from './image-format.js';
import type { NameNotes } from './name-notes.js';
import { sideFileKind } from './side-files.js';
import type { SourceFile } from './source.js';

/**
 * The files of any source but those that are left beside photos, under composed names that can be shown. A name costs no photo,
 * unless it is an attack: folders on disks and in S3 may have such too.
 *
 * @param notes is told what was skipped, guessed and changed, each time the files are gone through
 */
export function withoutSideFiles(files: AsyncIterable<SourceFile>, notes?: NameNotes): AsyncIterable<SourceFile> {
  return { [Symbol.asyncIterator]: () => photosOf(files, notes) };
}

async function* photosOf(files: AsyncIterable<SourceFile>, notes?: NameNotes): AsyncGenerator<SourceFile> {
  for await (const file of files) {
    const path = composed(plainPath(file.path));
    const kind = sideFileKind(path);
    if (kind) {
      notes?.skipped(kind);
      continue;
    }
    const shown = madePrintable(path);
    if (shown !== path) notes?.changed(shown);
    if (file.guessed) notes?.guessed(shown, file.guessed);
    yield attackIn(file.path) === undefined ? { ...file, path: shown } : { path: shown, bytes: refuse };
  }
}

async function refuse(): Promise<never> {
  throw new RejectedImage('its name leads out of the folder');
}

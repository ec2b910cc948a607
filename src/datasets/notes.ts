import { type ImportNote, MAX_NOTED_LISTED } from '../contracts/dataset.js';
import { type Layout, UNLABELLED } from './class-folders.js';
import { groupsOfSeveral } from './groups.js';
import type { Joined } from './join-images.js';
import type { PlacedImage } from './placed-images.js';

/** Names that a sentence gives; of more it says how many there are. */
const NAMES_SHOWN = 5;

/** Says what an import chose and did. @param layout undefined if no class was taken from a folder */
export function notesOn(layout: Layout<unknown> | undefined, joined: Joined): ImportNote[] {
  const { placed, renamed, repeated, replaced } = joined;
  const folders = layout && !isPlain(layout) ? notesOnFolders(layout) : [];
  const photos: (ImportNote | false)[] = [
    layout !== undefined &&
      layout.classes.length > 0 &&
      about('stray_photos', placed.filter(isStray), (which, one) =>
        one
          ? `${which} lies in no class folder and is of the class ${UNLABELLED}, which conditional jobs learn too.`
          : `${which} lie in no class folder and are of the class ${UNLABELLED}, which conditional jobs learn too.`,
      ),
    about('renamed_photos', renamed, (which, one) =>
      one
        ? `${which} has another name now: its class has another photo of the name that it came with.`
        : `${which} have other names now: their classes have other photos of the names that they came with.`,
    ),
    about('repeated_photos', repeated, (which, one) =>
      one
        ? `${which} is left out: its class has the same photo, and of its name.`
        : `${which} are left out: their classes have the same photos, and of their names.`,
    ),
    about('replaced_photos', replaced, (which, one) =>
      one
        ? `${which} took the place of another of its class and name, as was asked for.`
        : `${which} took the places of others of their classes and names, as was asked for.`,
    ),
  ];
  return [...folders, ...photos.filter((note) => note !== false), ...notesOnAlike(placed)];
}

/** Classes whose names differ in the case of letters, in spaces or the like only, are often meant as one. */
function notesOnAlike(placed: readonly PlacedImage[]): ImportNote[] {
  const classes = [...new Set(placed.map(({ className }) => className))];
  const alike = groupsOfSeveral(classes.length, (i) => lettersOf(classes[i] as string));
  return alike.slice(0, NAMES_SHOWN).map((group) => {
    const names = named(group.map((i) => `"${classes[i]}"`));
    return onFolders('alike_classes', `The classes ${names} have nearly the same name, and are different classes.`);
  });
}

function lettersOf(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Cf}_-]+/gu, '');
}

/** Whether there was nothing to choose: all files lie in class folders at the top. */
function isPlain({ folder, splits, strays, nested }: Layout<unknown>): boolean {
  return folder === '' && splits.length === 0 && strays.size === 0 && nested.length === 0;
}

function notesOnFolders({ folder, classes, splits, nested }: Layout<unknown>): ImportNote[] {
  const where = folder === '' ? 'at the top' : `in ${folder}`;
  const chosen =
    splits.length > 0 ? `in ${named(splits.map((split) => (folder === '' ? split : `${folder}/${split}`)))}` : where;
  const notes: ImportNote[] = [
    onFolders(
      'class_folders',
      classes.length === 0
        ? `There are no class folders: all photos are of the class ${UNLABELLED}.`
        : `The classes are the folders ${chosen}: ${named(classes)}.`,
    ),
  ];
  if (splits.length > 0) {
    notes.push(
      onFolders('splits_joined', `${named(splits)} are parts of one dataset, and no classes: they were joined.`),
    );
  }
  for (const { className, folders } of nested.slice(0, NAMES_SHOWN)) {
    const advice = `If these are the classes, send the folder ${className} by itself.`;
    notes.push(onFolders('nested_folders', `The class ${className} has photos in ${named(folders)}. ${advice}`));
  }
  return notes;
}

function onFolders(code: ImportNote['code'], message: string): ImportNote {
  return { code, message, images: 0, files: [] };
}

function about(
  code: ImportNote['code'],
  images: readonly PlacedImage[],
  messageOf: (which: string, one: boolean) => string,
): ImportNote | false {
  if (images.length === 0) return false;
  const one = images.length === 1;
  return {
    code,
    message: messageOf(`${images.length} photo${one ? '' : 's'}`, one),
    images: images.length,
    files: images.slice(0, MAX_NOTED_LISTED).map(({ sent, file }) => ({ sent, file })),
  };
}

function isStray({ isStray }: PlacedImage): boolean {
  return isStray;
}

/** @param names not empty */
function named(names: readonly string[]): string {
  if (names.length > NAMES_SHOWN) {
    const first = names.slice(0, NAMES_SHOWN - 1);
    return `${first.join(', ')} and ${names.length - first.length} more`;
  }
  const last = names.at(-1) as string;
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

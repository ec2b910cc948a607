import { createHash } from 'node:crypto';
import type { Dataset, DatasetImage } from '../contracts/dataset.js';
import { inImageFolderOrder, type Placed, placeInClasses } from './class-folders.js';
import { compareCodePoints } from './code-points.js';

/** An image that is taken in, and whose class is not known yet. */
export interface Accepted extends Omit<DatasetImage, 'file' | 'class'> {
  readonly path: string;
  /** The class that it was given; otherwise its folder says. */
  readonly label: string | undefined;
}

/** An image with what is kept of it but for its place, which Placed has. */
export type PlacedImage = Placed<Omit<DatasetImage, 'file' | 'class'>>;

/** @returns the images in ImageFolder's order, in whatever order they come */
export function placeImages(accepted: readonly Accepted[]): PlacedImage[] {
  // Files of equal paths, which a zip may hold, would otherwise stay in the order they arrived in.
  const sorted = accepted.toSorted((a, b) => compareCodePoints(a.sha256, b.sha256));
  const inFolders = placeInClasses(
    sorted.filter(({ label }) => label === undefined),
    ({ path }) => path,
  );
  const labelled = sorted.flatMap((item) =>
    item.label === undefined ? [] : [{ item, file: `${item.label}/${item.path}`, className: item.label }],
  );
  return inImageFolderOrder([...inFolders, ...labelled]).map(({ item: { path: _, label: __, ...item }, ...place }) => ({
    item,
    ...place,
  }));
}

/** The images of a dataset, to be joined with others. */
export function placedImages({ classes }: Pick<Dataset, 'classes'>, images: readonly DatasetImage[]): PlacedImage[] {
  return images.map(({ file, class: index, ...item }) => ({ item, file, className: classes[index]?.name as string }));
}

/** Adds images to others; one of the same class and file takes the other's place. */
export function joinImages(images: readonly PlacedImage[], added: readonly PlacedImage[]): PlacedImage[] {
  const nameOf = ({ className, file }: PlacedImage): string => JSON.stringify([className, file]);
  const replaced = new Set(added.map(nameOf));
  return inImageFolderOrder([...images.filter((image) => !replaced.has(nameOf(image))), ...added]);
}

/** A hash of the content: classes, files and their bytes. */
export function datasetId(placed: readonly PlacedImage[]): string {
  const hash = createHash('sha256');
  for (const { className, file, item } of placed) hash.update(`${JSON.stringify([className, file, item.sha256])}\n`);
  return `ds_${hash.digest('hex').slice(0, 24)}`;
}

/** The records of images and of their classes, which come in the order of the classes. */
export function recordsOf(placed: readonly PlacedImage[]): { images: DatasetImage[]; classes: Dataset['classes'] } {
  const classes: Dataset['classes'] = [];
  const images = placed.map(({ item, file, className }) => {
    if (classes.at(-1)?.name !== className) classes.push({ name: className, images: 0 });
    const current = classes.at(-1) as Dataset['classes'][number];
    current.images++;
    return { file, class: classes.length - 1, ...item };
  });
  return { images, classes };
}

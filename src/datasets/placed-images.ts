import { createHash } from 'node:crypto';
import type { Dataset, DatasetImage } from '../contracts/dataset.js';
import { inImageFolderOrder, type Layout, type Placed, placeInClasses } from './class-folders.js';
import { compareCodePoints } from './code-points.js';

/** An image that is taken in, and whose class is not known yet. */
export interface Accepted extends Omit<DatasetImage, 'file' | 'class'> {
  readonly path: string;
  /** The class that it was given; otherwise its folder says. */
  readonly label: string | undefined;
}

/** An image with what is kept of it but for its place, which Placed has. */
export interface PlacedImage extends Placed<Omit<DatasetImage, 'file' | 'class'>> {
  /** Its path as it was sent. */
  readonly sent: string;
  /** Whether it lies in no class folder, and no label was given. */
  readonly isStray: boolean;
}

/**
 * @returns the images in ImageFolder's order, in whatever order they come, and which folders were taken for classes; no
 *   layout if all have a label
 */
export function placeImages(accepted: readonly Accepted[]): {
  placed: PlacedImage[];
  layout: Layout<Accepted> | undefined;
} {
  // Files of equal places would otherwise stay in the order they arrived in.
  const sorted = accepted.toSorted(
    (a, b) => compareCodePoints(a.path, b.path) || compareCodePoints(a.sha256, b.sha256),
  );
  const unlabelled = sorted.filter(({ label }) => label === undefined);
  const { placed: inFolders, layout } = placeInClasses(unlabelled, ({ path }) => path);
  const labelled = sorted.flatMap((item) =>
    item.label === undefined ? [] : [{ item, file: `${item.label}/${item.path}`, className: item.label }],
  );
  const placed = inImageFolderOrder([...inFolders, ...labelled]).map((place) => {
    const { path, label: _, ...item } = place.item;
    return { ...place, item, sent: path, isStray: layout.strays.has(place.item) };
  });
  return { placed, layout: unlabelled.length === 0 ? undefined : layout };
}

/** The images of a dataset, to be joined with others. */
export function placedImages({ classes }: Pick<Dataset, 'classes'>, images: readonly DatasetImage[]): PlacedImage[] {
  return images.map(({ file, class: index, ...item }) => ({
    item,
    file,
    sent: file,
    isStray: false,
    className: classes[index]?.name as string,
  }));
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

import {
  type Dataset,
  type DatasetImage,
  type DatasetReport,
  MAX_FILES_LISTED,
  MAX_GROUPS_LISTED,
} from '../contracts/dataset.js';
import { imageSizes } from '../models/architecture.js';
import { hexColour, levelsOf } from './fingerprint.js';
import { groupsOfSeveral } from './groups.js';
import type { NearDuplicates } from './near-duplicates.js';

/** Below this a GAN tends to learn its photos by heart: Karras et al., 2020 (arXiv:2006.06676), see it at a few thousand. */
const FEW_IMAGES = 1000;
/** The size that is trained on by default. */
const USUAL_SIZE = 64;
const MANY_SMALL = 0.1;
const MANY_DUPLICATES = 0.05;
const HIGH_IMBALANCE = 10;

/**
 * Says what stands out in a dataset.
 * @param near by the index of an image
 */
export function reportOn(
  { classes, rejectedFiles }: Pick<Dataset, 'classes' | 'rejectedFiles'>,
  images: readonly DatasetImage[],
  near: NearDuplicates,
): DatasetReport {
  const counts = rangeOf(classes.map((each) => each.images));
  const report = {
    width: rangeOf(images.map(({ width }) => width)),
    height: rangeOf(images.map(({ height }) => height)),
    smallerThan: smallerThan(images),
    imbalance: counts.max / counts.min,
    meanColour: meanColourOf(images),
    exactDuplicates: duplicates(
      groupsOfSeveral(images.length, (i) => images[i]?.sha256),
      images,
    ),
    nearDuplicates: { ...duplicates(near.groups, images), complete: near.complete },
  };
  return { ...report, warnings: warningsOf(report, images.length, rejectedFiles) };
}

function rangeOf(sides: readonly number[]): DatasetReport['width'] {
  const sorted = sides.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] as number;
  return { min: at(0), median: at(0.5), max: at(1) };
}

function smallerThan(images: readonly DatasetImage[]): DatasetReport['smallerThan'] {
  const count = (size: number): number => images.filter(({ width, height }) => Math.min(width, height) < size).length;
  return Object.fromEntries(imageSizes.map((size) => [size, count(size)]));
}

function meanColourOf(images: readonly DatasetImage[]): string {
  const sums = [0, 0, 0];
  for (const { meanColour } of images) {
    for (const [channel, level] of levelsOf(meanColour).entries()) sums[channel] = (sums[channel] as number) + level;
  }
  return hexColour(sums.map((sum) => sum / images.length));
}

function duplicates(groups: readonly number[][], images: readonly DatasetImage[]): DatasetReport['exactDuplicates'] {
  const fileOf = (i: number): string => (images[i] as DatasetImage).file;
  return {
    images: groups.reduce((sum, group) => sum + group.length - 1, 0),
    groups: groups.slice(0, MAX_GROUPS_LISTED).map((group) => group.slice(0, MAX_FILES_LISTED).map(fileOf)),
  };
}

function warningsOf(
  report: Omit<DatasetReport, 'warnings'>,
  images: number,
  rejected: number,
): DatasetReport['warnings'] {
  const small = report.smallerThan[USUAL_SIZE] ?? 0;
  const alike = report.exactDuplicates.images + report.nearDuplicates.images;
  const all: (DatasetReport['warnings'][number] | false)[] = [
    images < FEW_IMAGES && {
      code: 'too_few_images',
      message: `${counted(images, 'image')}: with fewer than ${FEW_IMAGES}, designs tend to repeat the photos.`,
    },
    small > MANY_SMALL * images && {
      code: 'small_images',
      message: `${counted(small, 'image')} smaller than ${USUAL_SIZE} pixels: training at that size enlarges them.`,
    },
    report.imbalance > HIGH_IMBALANCE && {
      code: 'class_imbalance',
      message: `The largest class has ${Math.round(report.imbalance)} times the images of the smallest.`,
    },
    alike > MANY_DUPLICATES * images && {
      code: 'duplicates',
      message: `${counted(alike, 'image')} equal or very like to others: training sees these more often.`,
    },
    rejected > 0 && { code: 'rejected_files', message: `${counted(rejected, 'file')} left out, each with its reason.` },
  ];
  return all.filter((warning) => warning !== false);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

import { z } from 'zod';
import { imageSizes } from './hyperparameters.js';

export const rejectedFileSchema = z.object({
  file: z.string().describe('Its path in the archive or folder.'),
  reason: z.string(),
});
export type RejectedFile = z.infer<typeof rejectedFileSchema>;

/** Rejected files that a dataset lists; the others are counted. */
export const MAX_REJECTED_LISTED = 1000;

/** An immutable, content-addressed set of images. */
export const datasetSchema = z
  .object({
    id: z.string().describe('`ds_` and the start of a hash of the content: equal content, equal id.'),
    name: z.string(),
    parent: z
      .string()
      .nullable()
      .describe('The dataset that this one was made of by adding images; it may be deleted by now.'),
    images: z.int(),
    classes: z
      .array(z.object({ name: z.string(), images: z.int() }))
      .describe('Sorted by name, as ImageFolder numbers them.'),
    rejected: z
      .array(rejectedFileSchema)
      .describe(
        `Files of the last upload that are not images, or not usable ones, and why; ${MAX_REJECTED_LISTED} at most.`,
      ),
    rejectedFiles: z.int().describe('How many there were.'),
    bytes: z.int().describe('Size of the original images.'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Dataset' });
export type Dataset = z.infer<typeof datasetSchema>;

/** One image of a dataset, in ImageFolder order: by class, then by file name. */
export const datasetImageSchema = z.object({
  file: z.string().describe('Path relative to the dataset, class folder first.'),
  class: z.int().describe("Index into the dataset's classes."),
  sha256: z.string().describe("Of the original file's bytes, which are stored under it."),
  bytes: z.int(),
  width: z.int().describe('In pixels, after the EXIF orientation was applied.'),
  height: z.int(),
  hash: z.string().describe('Perceptual hash, 256 bits in hex: images that look the same differ in few of them.'),
  meanColour: z.string().describe('`#rrggbb`.'),
});
export type DatasetImage = z.infer<typeof datasetImageSchema>;

/** An image as `GET /datasets/{id}/images` lists it. */
export const listedImageSchema = datasetImageSchema
  .omit({ class: true, hash: true })
  .extend({
    index: z.int().describe('Its place in the dataset, from 0.'),
    label: z.string().describe('The name of its class.'),
    thumbnail: z.string().describe('Where a small WebP of it is.'),
  })
  .meta({ id: 'DatasetImage' });

/** Groups of duplicates that a report lists, and files that it lists of each. */
export const MAX_GROUPS_LISTED = 100;
export const MAX_FILES_LISTED = 20;

const duplicatesSchema = z.object({
  images: z.int().describe('Images beyond the first of each group: what could be left out.'),
  groups: z
    .array(z.array(z.string()))
    .describe(`Their files: the first ${MAX_FILES_LISTED} of each group, of ${MAX_GROUPS_LISTED} groups at most.`),
});

const rangeSchema = z.object({ min: z.int(), median: z.int(), max: z.int() });

/** What stands out in a dataset, told when it is imported. */
export const datasetReportSchema = z
  .object({
    width: rangeSchema.describe('In pixels.'),
    height: rangeSchema,
    smallerThan: z
      .record(z.literal(imageSizes.map(String)), z.int())
      .describe('For each `imageSize`, how many images are smaller, so that training enlarges them.'),
    imbalance: z.number().describe('Images of the largest class over those of the smallest; 1 for one class.'),
    meanColour: z.string().describe('Of all images, `#rrggbb`.'),
    exactDuplicates: duplicatesSchema.describe('Images whose files are equal byte for byte.'),
    nearDuplicates: duplicatesSchema
      .extend({ complete: z.boolean().describe('False if there were too many images to compare all.') })
      .describe('Images that look the same: equal pixels, another size, another compression.'),
    warnings: z.array(
      z.object({
        code: z.enum(['too_few_images', 'small_images', 'class_imbalance', 'duplicates', 'rejected_files']),
        message: z.string(),
      }),
    ),
  })
  .meta({ id: 'DatasetReport' });
export type DatasetReport = z.infer<typeof datasetReportSchema>;

/** A dataset with its report: what `GET /datasets/{id}` answers. */
export const inspectedDatasetSchema = datasetSchema
  .extend({ report: datasetReportSchema })
  .meta({ id: 'InspectedDataset' });

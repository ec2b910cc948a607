import { z } from 'zod';
import { imageSizes } from '../models/architecture.js';
import { exampleOf } from './examples.js';

export const rejectedFileSchema = z.object({
  file: z.string().describe('Its path in the archive or folder.'),
  reason: z.string().describe('Why it is not used.'),
});
export type RejectedFile = z.infer<typeof rejectedFileSchema>;

/** Rejected files that a dataset lists; the others are counted. */
export const MAX_REJECTED_LISTED = 1000;

/** Photos that a note lists; the others are counted. */
export const MAX_NOTED_LISTED = 100;

/** Files that are left beside photos, in the words of a note. */
export const sideFileKinds = [
  'thumbnails',
  'deleted files',
  'system files',
  'sync files',
  'hidden files',
  'camera files',
  'videos',
] as const;
export type SideFileKind = (typeof sideFileKinds)[number];

/** What names in a zip are read as where it doesn't say. */
export type NameEncoding = 'UTF-8' | 'CP437';

/** What an import chose or did that whoever sent the photos may not expect. */
export const importNoteSchema = z.object({
  code: z
    .enum([
      'class_folders',
      'splits_joined',
      'nested_folders',
      'stray_photos',
      'renamed_photos',
      'repeated_photos',
      'replaced_photos',
      'alike_classes',
      'skipped_files',
      'guessed_names',
      'changed_names',
    ])
    .describe('Stable, for programs.'),
  message: z.string().describe('For people.'),
  images: z.int().describe('How many photos it is about; 0 if it is about folders, or files that are none.'),
  files: z
    .array(
      z.object({
        sent: z.string().describe('Its path as it was sent.'),
        file: z.string().describe('What the photo is called in the dataset.'),
      }),
    )
    .describe(`These photos, the first ${MAX_NOTED_LISTED} of them.`),
});
export type ImportNote = z.infer<typeof importNoteSchema>;

const exampleDataset = {
  id: exampleOf.dataset,
  name: 'autumn',
  parent: null,
  images: 20_480,
  classes: [
    { name: 'dress', images: 12_480 },
    { name: 'shirt', images: 8_000 },
  ],
  rejected: [
    { file: 'photos/dress/notes.jpg', reason: 'not an image; only JPEG, PNG, WebP, AVIF and HEIC photos are used' },
  ],
  rejectedFiles: 1,
  notes: [
    { code: 'class_folders', message: 'The classes are the folders in photos: dress, shirt.', images: 0, files: [] },
    {
      code: 'renamed_photos',
      message: '1 photo has another name now: its class has another photo of the name that it came with.',
      images: 1,
      files: [{ sent: 'photos/dress/image.jpg', file: 'dress/image (2).jpg' }],
    },
  ],
  bytes: 824_310_022,
  createdAt: exampleOf.createdAt,
};

/** An immutable, content-addressed set of images. */
export const datasetSchema = z
  .object({
    id: z.string().describe('`ds_` and the start of a hash of the content: equal content, equal id.'),
    name: z.string().describe('As its upload named it, or else its first file.'),
    parent: z
      .string()
      .nullable()
      .meta({
        description: 'The dataset that this one was made of by adding images; it may be deleted by now.',
        examples: ['ds_1b0d6a3c5e7f9a2b4c6d8e0f'],
      }),
    images: z.int().describe('How many it has.'),
    classes: z
      .array(
        z.object({
          name: z.string().describe("Of the class: its folder's."),
          images: z.int().describe('How many it has.'),
        }),
      )
      .describe('Sorted by name, as ImageFolder numbers them.'),
    rejected: z
      .array(rejectedFileSchema)
      .describe(
        `Files of the last upload that are not images, or not usable ones, and why; ${MAX_REJECTED_LISTED} at most.`,
      ),
    rejectedFiles: z.int().describe('How many there were.'),
    notes: z
      .array(importNoteSchema)
      .describe(
        'What the last upload chose or did: which folders are the classes, which photos lie outside of them or have ' +
          'another name now, what was skipped. Empty for a dataset of a version that kept none.',
      ),
    bytes: z.int().describe('Size of the original images.'),
    createdAt: z.iso.datetime().describe('When it was uploaded.'),
  })
  .meta({ id: 'Dataset', examples: [exampleDataset] });
export type Dataset = z.infer<typeof datasetSchema>;

/** A dataset as it was read from the store: one that was deleted and imported again since is another. */
export type SeenDataset = Pick<Dataset, 'id' | 'createdAt'>;

/** One image of a dataset, in ImageFolder order: by class, then by file name. */
export const datasetImageSchema = z.object({
  file: z.string().describe('Path relative to the dataset, class folder first.'),
  class: z.int().describe("Index into the dataset's classes."),
  sha256: z.string().describe("Of the original file's bytes, which are stored under it."),
  bytes: z.int().describe('Size of the original file.'),
  width: z.int().describe('In pixels, after the EXIF orientation was applied.'),
  height: z.int().describe('In pixels, after the EXIF orientation was applied.'),
  hash: z.string().describe('Perceptual hash, 256 bits in hex: images that look the same differ in few of them.'),
  meanColour: z.string().describe('Mean of its pixels, `#rrggbb`.'),
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
  .meta({
    id: 'DatasetImage',
    examples: [
      {
        index: 0,
        label: 'dress',
        file: 'dress/0001.jpg',
        sha256: exampleOf.sha256,
        bytes: 41_288,
        width: 600,
        height: 800,
        meanColour: '#c9b8a6',
        thumbnail: `/datasets/${exampleOf.dataset}/images/0/thumbnail.webp`,
      },
    ],
  });

/** Groups of duplicates that a report lists, and files that it lists of each. */
export const MAX_GROUPS_LISTED = 100;
export const MAX_FILES_LISTED = 20;

const duplicatesSchema = z.object({
  images: z.int().describe('Images beyond the first of each group: what could be left out.'),
  groups: z
    .array(z.array(z.string()))
    .describe(`Their files: the first ${MAX_FILES_LISTED} of each group, of ${MAX_GROUPS_LISTED} groups at most.`),
});

const rangeSchema = z.object({
  min: z.int().describe('Of the smallest.'),
  median: z.int().describe('Half of the images have no more.'),
  max: z.int().describe('Of the largest.'),
});

const exampleReport = {
  width: { min: 180, median: 600, max: 2_400 },
  height: { min: 240, median: 800, max: 3_200 },
  smallerThan: { 32: 0, 64: 0, 128: 0, 256: 4 },
  imbalance: 1.56,
  meanColour: '#c9b8a6',
  exactDuplicates: { images: 1, groups: [['dress/0001.jpg', 'dress/0001 (copy).jpg']] },
  nearDuplicates: { images: 1, groups: [['dress/0002.jpg', 'dress/0002-small.jpg']], complete: true },
  warnings: [{ code: 'rejected_files', message: '1 file left out, each with its reason.' }],
};

/** What stands out in a dataset, told when it is imported. */
export const datasetReportSchema = z
  .object({
    width: rangeSchema.describe('Widths of the images, in pixels.'),
    height: rangeSchema.describe('Heights of the images, in pixels.'),
    smallerThan: z
      .partialRecord(z.literal(imageSizes.map(String)), z.int())
      .describe(
        'For each `imageSize`, how many images are smaller, so that training enlarges them. A dataset has no count for sizes that are newer than it.',
      ),
    imbalance: z.number().describe('Images of the largest class over those of the smallest; 1 for one class.'),
    meanColour: z.string().describe('Of all images, `#rrggbb`.'),
    exactDuplicates: duplicatesSchema.describe('Images whose files are equal byte for byte.'),
    nearDuplicates: duplicatesSchema
      .extend({ complete: z.boolean().describe('False if there were too many images to compare all.') })
      .describe('Images that look the same: equal pixels, another size, another compression.'),
    warnings: z
      .array(
        z.object({
          code: z
            .enum(['too_few_images', 'small_images', 'class_imbalance', 'duplicates', 'rejected_files'])
            .describe('Stable, for programs.'),
          message: z.string().describe('For people.'),
        }),
      )
      .describe('What to mind before training on it; empty if there is nothing.'),
  })
  .meta({ id: 'DatasetReport', examples: [exampleReport] });
export type DatasetReport = z.infer<typeof datasetReportSchema>;

/** A dataset with its report: what `GET /datasets/{id}` answers. */
export const inspectedDatasetSchema = datasetSchema
  .extend({ report: datasetReportSchema.describe('What stands out in it.') })
  .meta({ id: 'InspectedDataset', examples: [{ ...exampleDataset, report: exampleReport }] });

import { z } from 'zod';

export const rejectedFileSchema = z.object({
  file: z.string().describe('Its path in the archive or folder.'),
  reason: z.string(),
});
export type RejectedFile = z.infer<typeof rejectedFileSchema>;

/** An immutable, content-addressed set of images: what `GET /datasets/{id}` answers. */
export const datasetSchema = z
  .object({
    id: z.string().describe('`ds_` and the start of a hash of the content: equal content, equal id.'),
    name: z.string(),
    images: z.int(),
    classes: z
      .array(z.object({ name: z.string(), images: z.int() }))
      .describe('Sorted by name, as ImageFolder numbers them.'),
    rejected: z.array(rejectedFileSchema).describe('Files that are not images, or not usable ones, and why.'),
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
});
export type DatasetImage = z.infer<typeof datasetImageSchema>;

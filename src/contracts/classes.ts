import { z } from 'zod';

/** A conditional model learns so many at most: its discriminator has a filter for each. */
export const MAX_CLASSES = 1_000;

/** The classes that a job's or a checkpoint's networks know. */
export const classesSchema = z
  .array(z.string())
  .nullable()
  .default(null)
  .describe("Names of the classes that a conditional model knows, in the dataset's order; null for any other model.");

import { z } from 'zod';
import { parseCheckpointId } from './checkpoint.js';
import { composed } from './composed.js';
import { exampleOf } from './examples.js';
import { type DesignPlan, pointOfDesign, recipeOfDesign } from './generation.js';
import { idSchema } from './id.js';
import { type Label, labelSchema, MAX_CLASS_NAME } from './label.js';
import { recipeSchema } from './recipe.js';

/** Designs in one download. */
export const MAX_DOWNLOAD = 1_000;
const MAX_TAGS = 32;

/** What the gallery keeps of one request for designs: enough to make each of them again. */
export interface SavedRequest {
  /** When, in ms since 1970. */
  readonly at: number;
  readonly checkpoint: string;
  readonly model?: string | undefined;
  readonly plan: DesignPlan;
  readonly label?: Label | undefined;
  readonly scale?: number | undefined;
  readonly count: number;
  readonly imageSize: number;
  readonly channels: 1 | 3;
}

/** Where a design is in the gallery. Ids sort by when they were made, and within a request by their index. */
export interface DesignPlace {
  /** Names the request. */
  readonly ulid: string;
  readonly index: number;
}

export function designId({ ulid, index }: DesignPlace): string {
  return `design_${ulid}_${String(index).padStart(4, '0')}`;
}

/** @returns undefined for what is no design's id */
export function parseDesignId(id: string): DesignPlace | undefined {
  const match = /^design_([0-9A-Z]{26})_(\d{4})$/.exec(id);
  return match ? { ulid: match[1] as string, index: Number(match[2]) } : undefined;
}

const tagSchema = z
  .string()
  .normalize()
  .trim()
  .min(1)
  .max(64)
  .meta({ description: 'Given to designs by people.', examples: ['window'] });

/** A design in the gallery: what `GET /designs/{id}` answers. */
export const designSchema = z
  .object({
    id: z.string().describe('Ids sort by when the designs were made.'),
    url: z.string().describe('Where its PNG is.'),
    createdAt: z.iso.datetime().describe('When it was first made.'),
    job: z.string().describe('Id of the job that trained its checkpoint.'),
    checkpoint: z.string().describe('Id of the checkpoint that made it.'),
    model: z.string().nullable().describe('Name of the model that it was asked of; null for a job or a checkpoint.'),
    seed: z.int().nullable().describe('What its latents were drawn from; null where no seed was used.'),
    label: labelSchema.nullable().meta({
      description: 'The class, or mix of classes, that was asked for; null if none was.',
      examples: ['dress'],
    }),
    recipe: recipeSchema.describe('`POST /generate` with it gives the same bytes again.'),
    starred: z.boolean().describe('Whether somebody starred it.'),
    tags: z.array(z.string()).describe('In alphabetical order.'),
  })
  .meta({
    id: 'Design',
    examples: [
      {
        id: exampleOf.design,
        url: `/designs/${exampleOf.design}.png`,
        createdAt: exampleOf.now,
        job: exampleOf.job,
        checkpoint: exampleOf.checkpoint,
        model: exampleOf.model,
        seed: 7,
        label: null,
        recipe: { checkpoint: exampleOf.checkpoint, seed: 7 },
        starred: true,
        tags: ['window'],
      },
    ],
  });
export type Design = z.infer<typeof designSchema>;

/** What people have said of a design. */
export type DesignMarks = Pick<Design, 'starred' | 'tags'>;

/** The body of `PATCH /designs/{id}`. */
export const updateDesignSchema = z
  .strictObject({
    starred: z.boolean().optional().describe('Star it, or take its star away; left out, it stays as it is.'),
    tags: z.array(tagSchema).max(MAX_TAGS).optional().describe('In place of those that it has; left out, they stay.'),
  })
  .meta({ id: 'UpdateDesign', examples: [{ starred: true, tags: ['window'] }] });

/** Which designs are looked for: those that meet all that is given. */
const filterShape = {
  job: idSchema.optional().meta({ description: 'Made by a checkpoint of this job.', examples: [exampleOf.job] }),
  model: z
    .string()
    .max(63)
    .optional()
    .meta({ description: 'Asked of this model.', examples: [exampleOf.model] }),
  label: z
    .string()
    .normalize()
    .max(MAX_CLASS_NAME)
    .optional()
    .meta({ description: 'Of this class, or of a mix that it has a part in.', examples: ['dress'] }),
  tag: tagSchema.optional().meta({ description: 'With this tag.', examples: ['window'] }),
};
export const designQuerySchema = z.object({
  ...filterShape,
  starred: z
    .enum(['true'])
    .transform(() => true as const)
    .optional()
    .meta({ description: 'Only designs with a star.', example: 'true' }),
});
export type DesignFilter = z.infer<typeof designQuerySchema>;

/** The body of `POST /designs/download`. */
export const downloadSchema = z
  .strictObject({
    ids: z
      .array(z.string().max(64))
      .min(1)
      .max(MAX_DOWNLOAD)
      .optional()
      .meta({
        description: 'These designs, in this order; not together with a filter.',
        examples: [[exampleOf.design]],
      }),
    ...filterShape,
    starred: z
      .literal(true)
      .optional()
      .meta({ description: 'Only designs with a star.', examples: [true] }),
  })
  .refine(({ ids, ...filter }) => ids === undefined || Object.values(filter).every((each) => each === undefined), {
    message: 'cannot be given together with a filter',
    path: ['ids'],
  })
  .meta({
    id: 'DownloadDesigns',
    examples: [{ tag: 'window' }],
    not: { required: ['ids'], anyOf: [...Object.keys(filterShape), 'starred'].map((name) => ({ required: [name] })) },
  });

/** A design as the API shows it. */
export function designOf(place: DesignPlace, request: SavedRequest, marks: DesignMarks): Design {
  const { at, checkpoint, model = null, plan, label = null } = request;
  const id = designId(place);
  return {
    id,
    url: `/designs/${id}.png`,
    createdAt: new Date(at).toISOString(),
    job: parseCheckpointId(checkpoint)?.jobId ?? '',
    checkpoint,
    model,
    seed: pointOfDesign(plan, place.index).seed ?? null,
    label,
    recipe: recipeOfDesign(request, checkpoint, place.index),
    ...marks,
  };
}

/** Classes that have a part in a label, by composed names. */
export function classesIn(label: Label | undefined): string[] {
  if (label === undefined) return [];
  const names = typeof label === 'string' ? [label] : Object.keys(label).filter((name) => (label[name] ?? 0) > 0);
  return names.map(composed);
}

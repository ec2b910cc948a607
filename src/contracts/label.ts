import { z } from 'zod';
import { invalidField } from '../errors.js';
import { composed } from './composed.js';

/** A conditional model learns so many at most: its discriminator has a filter for each. */
export const MAX_CLASSES = 1_000;

/** Names of classes are at most so long, in characters: they are part of a file's path, which is. */
export const MAX_CLASS_NAME = 1_000;

/** The classes that a job's or a checkpoint's networks know. */
export const classesSchema = z
  .array(z.string())
  .nullable()
  .default(null)
  .meta({
    description:
      "Names of the classes that a conditional model knows, in the dataset's order; null for any other model.",
    examples: [['dress', 'shirt']],
  });

/** What designs are asked for: one class, or several with the weights that they are mixed by. */
export const labelSchema = z
  .union([
    z.string().normalize().max(MAX_CLASS_NAME),
    z
      .record(z.string().max(MAX_CLASS_NAME), z.number().min(0).max(1_000_000))
      .overwrite((mix) => Object.fromEntries(composedMix(mix)))
      .refine((mix) => Object.values(mix).some((weight) => weight > 0), 'has no weight above 0'),
  ])
  .meta({
    description:
      'Of a conditional model: a class, or a mix such as {"dress": 0.7, "shirt": 0.3} of any positive weights.',
    examples: ['dress', { dress: 0.7, shirt: 0.3 }],
  });
export type Label = z.infer<typeof labelSchema>;

/**
 * A label as the generator takes it: a weight for each class, which sum to 1.
 * @param classes those of the checkpoint, or null if it is not conditional
 * @throws AtelierError `validation_failed` for a class that is not one of them
 */
export function classWeights(label: Label, classes: readonly string[] | null): number[] {
  if (!classes) throw invalidField('label', 'the checkpoint is of a job that is not conditional, and knows no classes');
  const mix = composedMix(typeof label === 'string' ? { [label]: 1 } : label);
  // Earlier versions told names that are composed in several ways from each other: such a class has a share of the weight.
  const names = classes.map(composed);
  const unknown = [...mix.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined) throw invalidField('label', `${unknown} is none of the classes ${names.join(', ')}`);
  const sum = [...mix.values()].reduce((total, weight) => total + weight, 0);
  const alike = (name: string): number => names.filter((other) => other === name).length;
  return names.map((name) => (mix.has(name) ? (mix.get(name) as number) / sum / alike(name) : 0));
}

/** The weights of a mix by composed names; those of one name are added. */
function composedMix(mix: Record<string, number>): Map<string, number> {
  const weights = new Map<string, number>();
  for (const [name, weight] of Object.entries(mix)) {
    weights.set(composed(name), (weights.get(composed(name)) ?? 0) + weight);
  }
  return weights;
}

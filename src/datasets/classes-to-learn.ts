import type { Dataset } from '../contracts/dataset.js';
import type { Hyperparameters } from '../contracts/hyperparameters.js';
import { MAX_CLASSES } from '../contracts/label.js';
import { invalidField } from '../errors.js';

/**
 * The names of the classes that a run learns, in the dataset's order; null unless it is conditional.
 * @throws AtelierError `validation_failed` unless there are classes that can be told apart
 */
export function classesToLearn(
  { id, classes }: Pick<Dataset, 'id' | 'classes'>,
  { conditional }: Pick<Hyperparameters, 'conditional'>,
): string[] | null {
  if (!conditional) return null;
  const names = classes.map(({ name }) => name);
  if (names.length >= 2 && names.length <= MAX_CLASSES) return names;
  const has = `dataset ${id} has ${names.length}: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}`;
  throw invalidField('hyperparameters.conditional', `needs 2 to ${MAX_CLASSES} classes, and ${has}`);
}

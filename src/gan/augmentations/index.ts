import type { AugmentationName } from '../../contracts/hyperparameters.js';
import type { Augmentation } from './augmentation.js';
import { flip } from './flip.js';
import { translation } from './translation.js';

export const augmentations: Readonly<Record<AugmentationName, Augmentation>> = { flip, translation };

import type { ObjectiveName } from '../../contracts/hyperparameters.js';
import { bce } from './bce.js';
import { hinge } from './hinge.js';
import type { Objective } from './objective.js';

export const objectives: Readonly<Record<ObjectiveName, Objective>> = { bce, hinge };

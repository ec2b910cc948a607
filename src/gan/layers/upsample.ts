import { upsampleNearest } from '../../engine/ops/upsample.js';
import type { Upsample } from '../../models/layers/upsample.js';
import type { LayerOps } from './layer-ops.js';

export const upsample: LayerOps<Upsample> = {
  forward: (_layer, x) => upsampleNearest(x),
  fold: (_layer, _state, folding) => folding.push({ tensors: [], apply: (x) => upsampleNearest(x) }),
};

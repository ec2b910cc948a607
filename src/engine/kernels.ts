import { installActivations } from './ops/activations.js';
import { installBatchNorm } from './ops/batch-norm.js';
import { installConversion } from './ops/convert.js';
import { installConvolutions } from './ops/convolution.js';
import { installUpsample } from './ops/upsample.js';
import { installWarp } from './ops/warp.js';

let installed = false;

/**
 * Gives tfjs the kernels and gradients of this engine, in place of its own where it has any. To be called before networks
 * compute; all calls but the first do nothing.
 */
export function installKernels(): void {
  if (installed) return;
  installed = true;
  installActivations();
  installBatchNorm();
  installConversion();
  installConvolutions();
  installUpsample();
  installWarp();
}

import type { Hyperparameters } from '../contracts/hyperparameters.js';
import { discriminatorLayers, generatorLayers, type NetworkSizes } from '../contracts/networks.js';
import { Adam } from '../engine/adam.js';
import type { Variable } from '../engine/variable.js';
import { Network } from './network.js';

/** What of a job's hyperparameters makes its networks and optimizers. */
export interface DcganOptions extends NetworkSizes {
  readonly manualSeed: number;
  readonly lr: number;
  readonly beta1: number;
  readonly precision?: Hyperparameters['precision'];
}

/** PyTorch's defaults for what the tutorial leaves alone. */
const ADAM_DEFAULTS = { beta2: 0.999, epsilon: 1e-8 } as const;

/** Both networks with their optimizers: all the state that training changes. */
export class Dcgan {
  readonly generator: Network;
  readonly discriminator: Network;
  readonly generatorAdam: Adam;
  readonly discriminatorAdam: Adam;

  constructor(options: DcganOptions) {
    const { manualSeed, lr, beta1, precision } = options;
    const trainingType = precision === 'bf16' ? 'bfloat16' : 'float32';
    this.generator = new Network('generator', generatorLayers(options), manualSeed, trainingType);
    this.discriminator = new Network('discriminator', discriminatorLayers(options), manualSeed, trainingType);
    const adamOptions = { ...ADAM_DEFAULTS, lr, beta1 };
    this.generatorAdam = new Adam(this.generator.trainable, adamOptions);
    this.discriminatorAdam = new Adam(this.discriminator.trainable, adamOptions);
  }

  /** Everything a checkpoint holds as tensors: weights, running statistics, both optimizers' moments. */
  get variables(): readonly Variable[] {
    const { generator, discriminator, generatorAdam, discriminatorAdam } = this;
    return [...generator.variables, ...discriminator.variables, ...generatorAdam.state, ...discriminatorAdam.state];
  }

  dispose(): void {
    for (const variable of this.variables) variable.dispose();
  }
}

import type { Hyperparameters } from '../contracts/hyperparameters.js';
import { Adam } from '../engine/adam.js';
import { updateAverages } from '../engine/moving-average.js';
import type { Variable } from '../engine/variable.js';
import { discriminatorLayers, generatorLayers, type NetworkShape } from '../models/networks.js';
import { Network } from './network.js';
import { objectives } from './objectives/index.js';
import type { Objective } from './objectives/objective.js';

/** The generator's name where an average of it makes the designs, and is what a checkpoint calls its generator. */
export const TRAINED_GENERATOR = 'generator_trained';

/** What of a job's hyperparameters makes its networks, objective and optimizers. */
export interface GanOptions
  extends NetworkShape,
    Pick<Hyperparameters, 'manualSeed' | 'lr' | 'beta1'>,
    Partial<Pick<Hyperparameters, 'precision' | 'ema' | 'objective'>> {}

/** PyTorch's defaults for what the tutorial leaves alone. */
const ADAM_DEFAULTS = { beta2: 0.999, epsilon: 1e-8 } as const;

/** Both networks with their optimizers: all the state that training changes. */
export class Gan {
  /** What training changes. */
  readonly generator: Network;
  /** Its moving average, if one is kept; it starts as the generator does. */
  readonly average: Network | undefined;
  readonly discriminator: Network;
  readonly objective: Objective;
  readonly generatorAdam: Adam;
  readonly discriminatorAdam: Adam;
  readonly #ema: number;

  constructor(options: GanOptions) {
    const { manualSeed, lr, beta1, precision, ema = 0, objective = 'bce' } = options;
    const trainingType = precision === 'bf16' ? 'bfloat16' : 'float32';
    const layers = generatorLayers(options);
    this.generator = new Network(ema > 0 ? TRAINED_GENERATOR : 'generator', layers, manualSeed, trainingType);
    this.average = ema > 0 ? new Network('generator', layers, manualSeed) : undefined;
    this.#ema = ema;
    this.discriminator = new Network('discriminator', discriminatorLayers(options), manualSeed, trainingType);
    this.objective = objectives[objective];
    const adamOptions = { ...ADAM_DEFAULTS, lr, beta1 };
    this.generatorAdam = new Adam(this.generator.trainable, adamOptions);
    this.discriminatorAdam = new Adam(this.discriminator.trainable, adamOptions);
  }

  /** What makes designs: the average, or the generator itself. */
  get sampled(): Network {
    return this.average ?? this.generator;
  }

  /** What training goes on from: weights, running statistics, both optimizers' moments. */
  get trained(): readonly Variable[] {
    const { generator, discriminator, generatorAdam, discriminatorAdam } = this;
    return [...generator.variables, ...discriminator.variables, ...generatorAdam.state, ...discriminatorAdam.state];
  }

  /** Everything a checkpoint holds as tensors. */
  get variables(): readonly Variable[] {
    return [...this.trained, ...(this.average?.variables ?? [])];
  }

  /**
   * Brings the average, if one is kept, up to a step of the generator. Averaging is that of Yazıcı et al., "The Unusual
   * Effectiveness of Averaging in GAN Training" (2019). Early on, most of the average would be the weights of the start,
   * so the decay grows with the steps, as in TensorFlow's ExponentialMovingAverage.
   */
  updateAverage(): void {
    if (!this.average) return;
    const { step } = this.generatorAdam;
    updateAverages(this.average.variables, this.generator.variables, Math.min(this.#ema, (1 + step) / (10 + step)));
  }

  dispose(): void {
    for (const variable of this.variables) variable.dispose();
  }
}

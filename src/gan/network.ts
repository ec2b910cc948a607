import type { FloatType } from '../engine/backend.js';
import { installKernels } from '../engine/kernels.js';
import { statelessNormal } from '../engine/random.js';
import { type Tensor, type Tensor2D, type Tensor4D, tf } from '../engine/tensorflow.js';
import { Variable } from '../engine/variable.js';
import { type Layer, type NamedLayer, namedParameters, nameLayers } from '../models/layer.js';
import type { Parameter } from '../models/parameter.js';
import { opsOf } from './layers/index.js';
import type { ForwardCall } from './layers/layer-ops.js';

/** Each network draws its initial weights from its own range of indices, each layer from one index in it. */
const FIRST_INDEX = { generator: 0, discriminator: 1000 } as const;
/** The last of a network's range, for what is for labels. */
const LABEL_INDEX = 999;

/** A layer with its variables, which have the names that PyTorch's state_dict gives them. */
interface NetworkLayer {
  readonly layer: Layer;
  /** What the optimizer changes: a convolution's [weight], a batch norm's [weight, bias]. */
  readonly trainable: readonly Variable[];
  /** What only the data changes: a batch norm's [running_mean, running_var]. */
  readonly statistics: readonly Variable[];
}

/**
 * A network as the tutorial's `nn.Sequential`: layers in order, weights in TensorFlow variables.
 * Images and maps are channels-last, [batch, height, width, channels].
 *
 * Labels are given to conditional networks, and to no others: a row of class weights for each image, [batch, classes].
 */
export class Network {
  readonly #layers: readonly NetworkLayer[];

  /**
   * @param name prefix of every variable's name: `discriminator`, or what begins with `generator`
   * @param manualSeed decides the initial weights
   * @param trainingType what training computes with between the float32 input, weights and logits
   */
  constructor(
    readonly name: string,
    readonly layers: readonly Layer[],
    manualSeed: number,
    readonly trainingType: FloatType = 'float32',
  ) {
    installKernels();
    const firstIndex = name === 'discriminator' ? FIRST_INDEX.discriminator : FIRST_INDEX.generator;
    this.#layers = nameLayers(layers).map((named) => layerOf(name, named, manualSeed, firstIndex));
  }

  /** What the optimizer changes, in the order of the layers. */
  get trainable(): readonly Variable[] {
    return this.#layers.flatMap((layer) => layer.trainable);
  }

  /** All that a checkpoint must hold of the network: trainable variables and running statistics. */
  get variables(): readonly Variable[] {
    return this.#layers.flatMap((layer) => [...layer.trainable, ...layer.statistics]);
  }

  /** The trainable values now, in the order of `trainable`: the inputs of `forwardTraining`. */
  readWeights(): Tensor[] {
    return this.trainable.map((variable) => variable.read());
  }

  /** Each layer with its state as it is now, running statistics included; the caller disposes of the tensors. */
  readLayers(): { layer: Layer; state: Tensor[] }[] {
    return this.#layers.map(({ layer, trainable, statistics }) => ({
      layer,
      state: [...trainable, ...statistics].map((variable) => variable.read()),
    }));
  }

  /**
   * Training mode: batch norm uses the batch's statistics and moves the running ones.
   * @param weights what `readWeights` gave; explicit, so that gradients can be taken with respect to them
   * @returns the last layer's output, before a final sigmoid (objectives take logits); images are of `trainingType`
   */
  forwardTraining(weights: readonly Tensor[], input: Tensor4D, labels?: Tensor2D): Tensor4D {
    const unused = [...weights];
    return this.#forward(input, { mode: 'training', labels, floatType: this.trainingType }, ({ trainable }) =>
      unused.splice(0, trainable.length),
    );
  }

  /**
   * Evaluation mode: batch norm uses the running statistics, so an image doesn't depend on its neighbours. Always in
   * float32. It is the readable form of what `FoldedGenerator` computes faster.
   * @returns the last layer's output, before a final sigmoid
   */
  forwardEvaluation(input: Tensor4D, labels?: Tensor2D): Tensor4D {
    return this.#forward(input, { mode: 'evaluation', labels, floatType: 'float32' }, ({ trainable }) =>
      trainable.map((variable) => variable.read()),
    );
  }

  #forward(
    input: Tensor4D,
    call: Omit<ForwardCall, 'weights' | 'statistics'>,
    weightsOf: (layer: NetworkLayer) => readonly Tensor[],
  ): Tensor4D {
    let x = input;
    for (const each of this.#layers) {
      const { layer, statistics } = each;
      const y = opsOf(layer).forward(layer, x, { ...call, weights: weightsOf(each), statistics });
      // What the backward pass needs of it, the tape has kept.
      if (x !== input && x !== y) x.dispose();
      x = y;
    }
    return x;
  }

  dispose(): void {
    for (const variable of this.variables) variable.dispose();
  }
}

/** Makes a layer's variables with their initial values. */
function layerOf(network: string, named: NamedLayer, manualSeed: number, firstIndex: number): NetworkLayer {
  const position = /^main\.(\d+)$/.exec(named.name)?.[1];
  const index = firstIndex + (position === undefined ? LABEL_INDEX : Number(position));
  const variables = namedParameters(named).map((parameter) => ({
    parameter,
    variable: initialVariable(network, parameter, manualSeed, index),
  }));
  const of = (wanted: boolean) =>
    variables.filter(({ parameter }) => parameter.trainable === wanted).map(({ variable }) => variable);
  return { layer: named.layer, trainable: of(true), statistics: of(false) };
}

/** @param index which draw of the weights' stream: one for each layer, so a layer has one parameter that is drawn */
function initialVariable(network: string, { name, shape, initial }: Parameter, seed: number, index: number): Variable {
  const value = tf.tidy(() => {
    if ('constant' in initial) return tf.fill([...shape], initial.constant);
    const { mean, deviation } = initial;
    const scaled = statelessNormal(shape, { seed, stream: 'weights', index }).mul(deviation);
    return mean === 0 ? scaled : scaled.add(mean);
  });
  const variable = new Variable(`${network}.${name}`, value);
  value.dispose();
  return variable;
}

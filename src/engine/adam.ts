import { attribute, runOp } from './backend.js';
import { type Tensor, tf } from './tensorflow.js';
import { Variable } from './variable.js';

export interface AdamOptions {
  readonly lr: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** The names of a parameter's two moments in a checkpoint are its own plus these. */
const FIRST_MOMENT = 'exp_avg';
const SECOND_MOMENT = 'exp_avg_sq';

/**
 * Adam (Kingma and Ba, 2015) as PyTorch computes it, one fused op a parameter.
 *
 * TensorFlow's op folds the bias corrections into float32 powers of beta and adds epsilon before the second moment's
 * correction. To get PyTorch's update, both corrections are computed here in float64 and handed over as the rate and
 * epsilon, with the powers set to 0: lr·√c2/c1 · m / (√v + ε·√c2) = lr · (m/c1) / (√(v/c2) + ε).
 */
export class Adam {
  readonly #moments: { readonly parameter: Variable; readonly first: Variable; readonly second: Variable }[];
  #step = 0;

  constructor(
    parameters: readonly Variable[],
    readonly options: AdamOptions,
  ) {
    this.#moments = parameters.map((parameter) => {
      const zeros = tf.zeros([...parameter.shape]);
      const first = new Variable(`${parameter.name}.${FIRST_MOMENT}`, zeros);
      const second = new Variable(`${parameter.name}.${SECOND_MOMENT}`, zeros);
      zeros.dispose();
      return { parameter, first, second };
    });
  }

  /** Updates made so far. */
  get step(): number {
    return this.#step;
  }

  set step(step: number) {
    this.#step = step;
  }

  /** Both moments of every parameter: with `step`, all that Adam remembers. */
  get state(): readonly Variable[] {
    return this.#moments.flatMap(({ first, second }) => [first, second]);
  }

  /** @param gradients in the order of the parameters, each of its parameter's shape */
  apply(gradients: readonly Tensor[]): void {
    if (gradients.length !== this.#moments.length) {
      throw new Error(`Adam has ${this.#moments.length} parameters but got ${gradients.length} gradients`);
    }
    this.#step += 1;
    const { lr, beta1, beta2, epsilon } = this.options;
    const firstCorrection = 1 - beta1 ** this.#step;
    const secondCorrection = Math.sqrt(1 - beta2 ** this.#step);
    const flags = [attribute.type('T', 'float32'), attribute.bool('use_locking', false)];
    tf.tidy(() => {
      const noPower = tf.scalar(0);
      const scalars = [(lr * secondCorrection) / firstCorrection, beta1, beta2, epsilon * secondCorrection].map(
        (value) => tf.scalar(value),
      );
      this.#moments.forEach(({ parameter, first, second }, index) => {
        const gradient = gradients[index] as Tensor;
        runOp(
          'ResourceApplyAdam',
          [...flags, attribute.bool('use_nesterov', false)],
          [parameter.resource, first.resource, second.resource, noPower, noPower, ...scalars, gradient],
          0,
        );
      });
    });
  }

  dispose(): void {
    for (const variable of this.state) variable.dispose();
  }
}

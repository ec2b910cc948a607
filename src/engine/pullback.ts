import { type Tensor, tf } from './tensorflow.js';

/** What the callback between a forward and its backward pass returns. */
export interface CallbackResult<Extras extends readonly Tensor[]> {
  /** d(loss)/d(value), of the value's shape. */
  readonly cotangent: Tensor;
  /** Other tensors to hand out, such as the loss itself. */
  readonly extras: Extras;
}

/**
 * Runs `forward`, hands its value to `callback`, and carries the cotangent that it returns back to `inputs`.
 *
 * It is JAX's `vjp` turned inside out: between a network's forward and its backward pass, anything may happen, other
 * gradients included. The DCGAN step needs that: the generator's images first train the discriminator, and only then
 * is the generator's loss taken on the very same images, without computing them again.
 *
 * @param forward computes a tensor from `inputs` with differentiable ops
 * @returns d(loss)/d(input) for each input, in order, and the callback's extras; all belong to the current `tf.tidy`
 * @throws Error if the value does not depend on one of the inputs
 */
export function pullback<Extras extends readonly Tensor[]>(
  forward: () => Tensor,
  inputs: readonly Tensor[],
  callback: (value: Tensor) => CallbackResult<Extras>,
): { gradients: Tensor[]; extras: Extras } {
  const engine = tf.engine();
  const keptExtras: Tensor[] = [];

  const withCallback = tf.customGrad((value) => ({
    value: (value as Tensor).clone(),
    gradFunc: () => {
      // The outer tape is complete by now. Gradients taken inside `callback` record on a tape of their own and drop
      // it at their end, so ours is put back for tfjs to release.
      const outerTape = engine.state.activeTape;
      const { cotangent, extras } = callback(value as Tensor);
      engine.state.activeTape = outerTape;
      // tfjs tidies what a gradient function doesn't return; the extras get out as copies of the handles.
      keptExtras.push(...extras.map((extra) => tf.keep(extra.clone())));
      return cotangent;
    },
  }));

  const forwardOnTape = () => {
    const value = withCallback(forward());
    releaseOnTheWayBack(engine.state.activeTape ?? [], inputs);
    return value;
  };
  const { value, grads } = engine.gradients(forwardOnTape, [...inputs]);
  value.dispose();
  const extras = keptExtras.map((kept) => {
    const tracked = kept.clone();
    kept.dispose();
    return tracked;
  });
  // tfjs leaves a hole for an input that the value does not depend on, if others have a gradient.
  const missing = inputs.findIndex((_, index) => !grads[index]);
  if (missing >= 0) throw new Error(`The value does not depend on input ${missing}, so there is no gradient for it`);
  return { gradients: grads, extras: extras as readonly Tensor[] as Extras };
}

type TapeNode = NonNullable<ReturnType<typeof tf.engine>['state']['activeTape']>[number];

/**
 * Lets the backward pass free what it has used: each op's saved tensors and cotangents, once the backward pass has
 * reached the op before it. tfjs keeps all of them to the end, which for the tutorial's batch is some hundred megabytes.
 * @param inputs whose gradients are the result, and stay
 */
function releaseOnTheWayBack(tape: readonly TapeNode[], inputs: readonly Tensor[]): void {
  const results = new Set(inputs.map(({ id }) => id));
  let release = () => {};
  for (const node of tape) {
    const { gradient, saved, outputs } = node;
    if (!gradient) continue;
    node.gradient = (cotangents) => {
      release();
      release = () => {
        if (outputs.every(({ id }) => !results.has(id))) tf.dispose(cotangents);
        tf.dispose(saved ?? []);
      };
      const gradients = gradient(cotangents);
      return Object.fromEntries(
        Object.entries(gradients).map(([name, compute]) => [name, () => apartFrom(cotangents, compute())]),
      );
    };
  }
}

/** An op whose gradient is its cotangent, unchanged, gets a handle of its own. */
function apartFrom(cotangents: readonly Tensor[], gradient: Tensor): Tensor {
  return cotangents.includes(gradient) ? gradient.clone() : gradient;
}

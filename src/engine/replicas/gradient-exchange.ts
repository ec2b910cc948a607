import { type Tensor, tf } from '../tensorflow.js';
import type { ExchangeLink } from './exchange-link.js';

/** What a replica contributes to a sum, and what all get of it. */
export interface Addends {
  /** Of any shapes. */
  readonly gradients: readonly Tensor[];
  /** [n]: what is reported of the step. */
  readonly metrics: Tensor;
}

/**
 * Sums gradients over all replicas of a run: each calls at the same point of its step, and all get the same bits. The
 * sum is taken by the first replica, in the order of their ranks, in float32.
 *
 * Both methods block until every replica has had its say. Tensors are float32. Those returned belong to the current
 * `tf.tidy`; the gradients hold until the next call, whose sums take their memory.
 */
export class GradientExchange {
  constructor(private readonly link: ExchangeLink) {}

  /** @throws PeerLost */
  sum({ gradients, metrics }: Addends): Addends {
    const { link } = this;
    const outbox = link.outbox();
    const tensors = [...gradients, metrics];
    let floats = 0;
    for (const tensor of tensors) {
      outbox.set(tensor.dataSync() as Float32Array, floats);
      floats += tensor.size;
    }
    const shapes = tensors.map(({ shape }) => shape);
    if (link.rank > 0) return this.#askFirst(floats, shapes);
    for (let peer = 0; peer < link.peers; peer++) addTo(outbox, link.receive(peer));
    link.send(floats);
    return split(outbox, shapes);
  }

  /**
   * The sums, for a replica that has nothing to add.
   * @param shapes of the gradients, then that of the metrics
   * @throws PeerLost
   */
  receive(shapes: readonly (readonly number[])[]): Addends {
    this.link.outbox();
    // An empty message: the first replica waits for a word of each, so that none falls behind.
    return this.#askFirst(0, shapes);
  }

  #askFirst(floats: number, shapes: readonly (readonly number[])[]): Addends {
    this.link.send(floats);
    return split(this.link.receive(0), shapes);
  }
}

function addTo(sums: Float32Array, addends: Float32Array): void {
  for (let i = 0; i < addends.length; i++) sums[i] = (sums[i] as number) + (addends[i] as number);
}

/** tfjs-node lends an array's own memory to TensorFlow. Only the few metrics, which live on, are copied. */
function split(floats: Float32Array, shapes: readonly (readonly number[])[]): Addends {
  let end = 0;
  const next = (shape: readonly number[]) => {
    const start = end;
    end += tf.util.sizeFromShape([...shape]);
    return floats.subarray(start, end);
  };
  const gradients = shapes.slice(0, -1).map((shape) => tf.tensor(next(shape), [...shape], 'float32'));
  return { gradients, metrics: tf.tensor1d(next(shapes.at(-1) ?? []).slice(), 'float32') };
}

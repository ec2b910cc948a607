import { attribute, runOp, runUnaryOutputOp } from './backend.js';
import { type Tensor, tf } from './tensorflow.js';

let created = 0;

/**
 * A float32 value that lives in TensorFlow (a resource variable), so that ops like ResourceApplyAdam change it in place.
 * It stays until `dispose`.
 */
export class Variable {
  readonly shape: readonly number[];
  readonly #resource: Tensor;

  /** @param initial its shape becomes the variable's; the caller keeps the tensor */
  constructor(
    readonly name: string,
    initial: Tensor,
  ) {
    this.shape = [...initial.shape];
    // TensorFlow shares variables of equal names within a process: the counter keeps ours apart.
    this.#resource = tf.keep(
      runUnaryOutputOp(
        'VarHandleOp',
        [
          attribute.type('dtype', 'float32'),
          attribute.shape('shape', this.shape),
          attribute.string('shared_name', `${name}#${created++}`),
          attribute.string('container', ''),
        ],
        [],
      ),
    );
    this.assign(initial);
  }

  /** TensorFlow's handle, for ops that take the variable itself. */
  get resource(): Tensor {
    return this.#resource;
  }

  get size(): number {
    return this.shape.reduce((product, length) => product * length, 1);
  }

  /** The value now; no copy is made unless the variable changes while the tensor lives. */
  read(): Tensor {
    return runUnaryOutputOp('ReadVariableOp', [attribute.type('dtype', 'float32')], [this.#resource]);
  }

  /** @throws Error if the shape differs */
  assign(value: Tensor): void {
    tf.util.assertShapesMatch(value.shape, [...this.shape], `variable ${this.name}: `);
    runOp('AssignVariableOp', [attribute.type('dtype', 'float32')], [this.#resource, value], 0);
  }

  /** A copy of the value, in row-major order. */
  data(): Float32Array {
    const value = this.read();
    // The backend may hand out a view of TensorFlow's own memory, which the next update would overwrite.
    const copy = new Float32Array(value.dataSync());
    value.dispose();
    return copy;
  }

  /** @param values in row-major order; @throws Error if their number differs */
  load(values: Float32Array): void {
    // Copied: tfjs-node lends the array's own memory to TensorFlow, and the caller may go on to change it.
    const value = tf.tensor(new Float32Array(values), [...this.shape], 'float32');
    this.assign(value);
    value.dispose();
  }

  dispose(): void {
    runOp('DestroyResourceOp', [attribute.bool('ignore_lookup_error', true)], [this.#resource], 0);
    this.#resource.dispose();
  }
}

/** A layer of a Keras model as JSON; names of its settings are Keras's. */
export interface KerasLayer {
  readonly name: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** What goes in: one call with its tensors, each by [layer, index of the call, index of its output, arguments]. */
  readonly inbound_nodes: readonly (readonly (readonly [string, 0, 0, object])[])[];
}

/** @param inputs names of the layers whose outputs go in */
export function kerasLayer(
  name: string,
  className: string,
  inputs: readonly string[],
  config: KerasLayer['config'],
): KerasLayer {
  const call = inputs.map((input) => [input, 0, 0, {}] as const);
  return { name, class_name: className, config: { name, ...config }, inbound_nodes: [call] };
}

/** A model's input of vectors of that length. */
export function kerasInput(name: string, length: number): KerasLayer {
  const config = { name, batch_input_shape: [null, length], dtype: 'float32' };
  return { name, class_name: 'InputLayer', config, inbound_nodes: [] };
}

/** An operator's parameter, told apart by its key: of the kinds that layers need. */
export type OnnxAttribute =
  | { readonly float: number }
  | { readonly int: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  /** A vector of float32. */
  | { readonly vector: readonly number[] };

/**
 * The operator set in which layers state their nodes, if they say no other. It is the lowest that has all their operators as
 * they are used, BatchNormalization's inference without an attribute before all. Two kinds of nodes changed for good in
 * operator set 13, which takes what used to be attributes as inputs: a graph must stay below it.
 */
export const BASE_OPSET = 7;

/** An operator of an ONNX graph. */
export interface OnnxNode {
  readonly operator: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/** A node that is a list of floats under its own name. */
export function onnxVector(name: string, vector: readonly number[]): OnnxNode {
  return { operator: 'Constant', name, inputs: [], outputs: [name], attributes: { value: { vector } } };
}

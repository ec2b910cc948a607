/** An operator's parameter, told apart by its key: of the kinds that layers need. */
export type OnnxAttribute =
  | { readonly float: number }
  | { readonly int: number }
  | { readonly string: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] };

/** An operator of an ONNX graph; an input that is left out is ''. */
export interface OnnxNode {
  readonly operator: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/** A node that is a list of integers under its own name. */
export function onnxIntegers(name: string, ints: readonly number[]): OnnxNode {
  return { operator: 'Constant', name, inputs: [], outputs: [name], attributes: { value_ints: { ints } } };
}

import { BATCH_NORM, LEAKY_RELU_SLOPE } from '../../contracts/networks.js';
import { CLASS_WEIGHTS, type NamedLayer } from '../parameters.js';
import type { Node } from './messages.js';

/** The nodes of a network, in order; each value within it has the name of the layer that makes it. */
export function nodesOf(layers: readonly NamedLayer[], input: string, output: string): Node[] {
  return layers.flatMap((named, position) => {
    const from = position === 0 ? input : resultOf(layers[position - 1] as NamedLayer);
    const to = position === layers.length - 1 ? output : resultOf(named);
    return nodesOfLayer(named, from, to);
  });
}

const resultOf = ({ name }: NamedLayer) => `${name}.output`;

function nodesOfLayer({ layer, name, parameters }: NamedLayer, from: string, to: string): Node[] {
  const node = (operator: string, attributes: Node['attributes'] = {}): Node[] => [
    { operator, name, inputs: [from, ...parameters.map((parameter) => parameter.name)], outputs: [to], attributes },
  ];
  switch (layer.kind) {
    case 'Conv2d':
    case 'ConvTranspose2d': {
      const { kind, kernelSize: k, stride: s, padding: p } = layer;
      return node(kind === 'Conv2d' ? 'Conv' : 'ConvTranspose', {
        kernel_shape: { ints: [k, k] },
        strides: { ints: [s, s] },
        pads: { ints: [p, p, p, p] },
      });
    }
    case 'BatchNorm2d':
      return node('BatchNormalization', { epsilon: { float: BATCH_NORM.epsilon } });
    case 'LeakyReLU':
      return node('LeakyRelu', { alpha: { float: LEAKY_RELU_SLOPE } });
    case 'ReLU':
      return node('Relu');
    case 'LabelEmbedding':
      return appendEmbedding(name, from, to);
    case 'LabelProjection':
      return projectOnLabels(name, layer.classes, from, to);
    default:
      return node(layer.kind);
  }
}

/** [batch, nz, 1, 1] with the classes' embeddings, mixed by their weights, behind it: [batch, nz + length, 1, 1]. */
function appendEmbedding(name: string, from: string, to: string): Node[] {
  const [mixed, axes, map] = [`${name}.mixed`, `${name}.axes`, `${name}.map`];
  return [
    { operator: 'MatMul', name, inputs: [CLASS_WEIGHTS, `${name}.weight`], outputs: [mixed] },
    constant(axes, [2, 3]),
    { operator: 'Unsqueeze', name: map, inputs: [mixed, axes], outputs: [map] },
    { operator: 'Concat', name: to, inputs: [from, map], outputs: [to], attributes: { axis: { int: 1 } } },
  ];
}

/** [batch, 1 + classes, 1, 1]: the image's score, to which that of its class is added. */
function projectOnLabels(name: string, classes: number, from: string, to: string): Node[] {
  const [parts, axes, channel] = [`${name}.parts`, `${name}.axes`, `${name}.channel`];
  const [ofImage, ofClasses, labels] = [`${name}.ofImage`, `${name}.ofClasses`, `${name}.labels`];
  const [weighted, ofLabel] = [`${name}.weighted`, `${name}.ofLabel`];
  return [
    constant(parts, [1, classes]),
    constant(axes, [2, 3]),
    constant(channel, [1]),
    {
      operator: 'Split',
      name: `${name}.split`,
      inputs: [from, parts],
      outputs: [ofImage, ofClasses],
      attributes: { axis: { int: 1 } },
    },
    { operator: 'Unsqueeze', name: labels, inputs: [CLASS_WEIGHTS, axes], outputs: [labels] },
    { operator: 'Mul', name: weighted, inputs: [ofClasses, labels], outputs: [weighted] },
    { operator: 'ReduceSum', name: ofLabel, inputs: [weighted, channel], outputs: [ofLabel] },
    { operator: 'Add', name, inputs: [ofImage, ofLabel], outputs: [to] },
  ];
}

function constant(name: string, ints: readonly number[]): Node {
  return { operator: 'Constant', name, inputs: [], outputs: [name], attributes: { value_ints: { ints } } };
}

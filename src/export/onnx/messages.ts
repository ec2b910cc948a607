/**
 * The messages of an ONNX file that a feed-forward network needs. Field numbers are those of
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { OnnxAttribute, OnnxNode } from '../../models/onnx.js';
import { bytesOf } from '../axes.js';

const field = {
  model: { irVersion: 1, producerName: 2, producerVersion: 3, graph: 7, opsetImport: 8, metadata: 14 },
  opset: { version: 2 },
  entry: { key: 1, value: 2 },
  graph: { node: 1, name: 2, initializer: 5, input: 11, output: 12 },
  node: { input: 1, output: 2, name: 3, opType: 4, attribute: 5 },
  attribute: { name: 1, float: 2, int: 3, string: 4, tensor: 5, ints: 8, type: 20 },
  value: { name: 1, type: 2 },
  type: { tensor: 1 },
  tensorType: { elementType: 1, shape: 2 },
  shape: { dimension: 1 },
  dimension: { value: 1, name: 2 },
  tensor: { dimensions: 1, dataType: 2, name: 8, rawData: 9 },
} as const;

/** Enumerations of the schema. */
const FLOAT = 1;
const attributeType = { float: 1, int: 2, string: 3, tensor: 4, ints: 7 } as const;

/** A float tensor that goes into the graph or comes out; a dimension that is a name may have any length. */
export interface Value {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

/** A float tensor that the file holds. */
export interface Initializer {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface Graph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

export interface Producer {
  readonly irVersion: number;
  readonly opset: number;
  readonly name: string;
  readonly version: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Everything of a model but its graph. */
export function encodeModelHead({ irVersion, opset, name, version, metadata }: Producer): Uint8Array {
  const message = new Message()
    .int(field.model.irVersion, irVersion)
    .text(field.model.producerName, name)
    .text(field.model.producerVersion, version)
    .message(field.model.opsetImport, new Message().int(field.opset.version, opset));
  for (const [key, value] of Object.entries(metadata)) {
    message.message(field.model.metadata, new Message().text(field.entry.key, key).text(field.entry.value, value));
  }
  return message.finish();
}

/** What comes before a model's graph, which is of that many bytes. */
export function encodeGraphStart(bytes: number): Uint8Array {
  return new Message().start(field.model.graph, bytes).finish();
}

/** Everything of a graph but its initializers. */
export function encodeGraphHead({ name, nodes, inputs, outputs }: Graph): Uint8Array {
  const message = new Message().text(field.graph.name, name);
  for (const node of nodes) message.message(field.graph.node, nodeMessage(node));
  for (const input of inputs) message.message(field.graph.input, valueMessage(input));
  for (const output of outputs) message.message(field.graph.output, valueMessage(output));
  return message.finish();
}

/** What comes before an initializer's numbers, float32 and little-endian, of that many bytes. */
export function encodeInitializerStart({ name, shape }: Initializer, bytes: number): Uint8Array {
  const head = new Message();
  for (const length of shape) head.int(field.tensor.dimensions, length);
  const tensor = head
    .int(field.tensor.dataType, FLOAT)
    .text(field.tensor.name, name)
    .start(field.tensor.rawData, bytes)
    .finish();
  const start = new Message().start(field.graph.initializer, tensor.length + bytes).finish();
  return Buffer.concat([start, tensor]);
}

function nodeMessage({ operator, name, inputs, outputs, attributes = {} }: OnnxNode): Message {
  const message = new Message();
  for (const input of inputs) message.text(field.node.input, input);
  for (const output of outputs) message.text(field.node.output, output);
  message.text(field.node.name, name).text(field.node.opType, operator);
  for (const each of Object.entries(attributes)) message.message(field.node.attribute, attributeMessage(...each));
  return message;
}

function attributeMessage(name: string, attribute: OnnxAttribute): Message {
  const message = new Message().text(field.attribute.name, name);
  if ('float' in attribute) {
    return message.float(field.attribute.float, attribute.float).int(field.attribute.type, attributeType.float);
  }
  if ('int' in attribute) {
    return message.int(field.attribute.int, attribute.int).int(field.attribute.type, attributeType.int);
  }
  if ('string' in attribute) {
    return message.text(field.attribute.string, attribute.string).int(field.attribute.type, attributeType.string);
  }
  if ('vector' in attribute) {
    return message
      .message(field.attribute.tensor, vectorMessage(attribute.vector))
      .int(field.attribute.type, attributeType.tensor);
  }
  for (const each of attribute.ints) message.int(field.attribute.ints, each);
  return message.int(field.attribute.type, attributeType.ints);
}

function vectorMessage(vector: readonly number[]): Message {
  return new Message()
    .int(field.tensor.dimensions, vector.length)
    .int(field.tensor.dataType, FLOAT)
    .bytes(field.tensor.rawData, bytesOf(Float32Array.from(vector)));
}

function valueMessage({ name, shape }: Value): Message {
  const dimensions = new Message();
  for (const length of shape) {
    const { value, name: unknown } = field.dimension;
    const dimension =
      typeof length === 'number' ? new Message().int(value, length) : new Message().text(unknown, length);
    dimensions.message(field.shape.dimension, dimension);
  }
  const tensor = new Message().int(field.tensorType.elementType, FLOAT).message(field.tensorType.shape, dimensions);
  return new Message()
    .text(field.value.name, name)
    .message(field.value.type, new Message().message(field.type.tensor, tensor));
}

/** A protobuf message: its fields, one after another. */
class Message {
  readonly #writer = new BinaryWriter();

  int(number: number, value: number): this {
    this.#writer.tag(number, WireType.Varint).int64(value);
    return this;
  }

  float(number: number, value: number): this {
    this.#writer.tag(number, WireType.Bit32).float(value);
    return this;
  }

  text(number: number, value: string): this {
    this.#writer.tag(number, WireType.LengthDelimited).string(value);
    return this;
  }

  bytes(number: number, value: Uint8Array): this {
    this.#writer.tag(number, WireType.LengthDelimited).bytes(value);
    return this;
  }

  message(number: number, value: Message): this {
    return this.bytes(number, value.finish());
  }

  /** A field whose bytes follow the message. */
  start(number: number, bytes: number): this {
    this.#writer.tag(number, WireType.LengthDelimited).uint32(bytes);
    return this;
  }

  finish(): Uint8Array {
    return this.#writer.finish();
  }
}

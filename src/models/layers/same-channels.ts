import type { GraphPosition, Layer } from '../layer.js';
import type { OnnxNode } from '../onnx.js';
import type { Parameter } from '../parameter.js';

/** A layer whose output has its input's channels; without parameters, unless a kind says otherwise. */
export abstract class SameChannels implements Layer {
  abstract readonly kind: string;
  readonly channels: number;
  readonly outputSize: number;

  constructor({ channels, outputSize }: { readonly channels: number; readonly outputSize: number }) {
    this.channels = channels;
    this.outputSize = outputSize;
  }

  get outputChannels(): number {
    return this.channels;
  }

  get parameters(): readonly Parameter[] {
    return [];
  }

  abstract get printed(): string;
  abstract onnxNodes(position: GraphPosition): OnnxNode[];
}

import { type Layer, parameterCount } from './layer.js';
import { discriminatorLayers, generatorLayers, type NetworkShape } from './networks.js';

/** A network for people to read: shapes are [height, width, channels] of one image. */
export interface NetworkSummary {
  layers: { layer: string; outputShape: number[]; parameters: number }[];
  inputShape: number[];
  parameters: number;
}

/** Both networks of a job. */
export interface ArchitectureSummary {
  generator: NetworkSummary;
  discriminator: NetworkSummary;
}

/** Both networks of a job, layer by layer. */
export function summarize(shape: NetworkShape): ArchitectureSummary {
  const { imageSize, nc, nz } = shape;
  return {
    generator: summaryOf(generatorLayers(shape), [1, 1, nz]),
    discriminator: summaryOf(discriminatorLayers(shape), [imageSize, imageSize, nc]),
  };
}

function summaryOf(layers: readonly Layer[], inputShape: number[]): NetworkSummary {
  const rows = layers.map((layer) => ({
    layer: layer.printed,
    outputShape: [layer.outputSize, layer.outputSize, layer.outputChannels],
    parameters: parameterCount(layer),
  }));
  return { layers: rows, inputShape, parameters: rows.reduce((sum, row) => sum + row.parameters, 0) };
}

/** Both networks as a table for people. */
export function printSummary({ generator, discriminator }: ArchitectureSummary): string {
  return `${printNetwork('Generator', generator)}\n\n${printNetwork('Discriminator', discriminator)}\n`;
}

function printNetwork(name: string, { layers, inputShape, parameters }: NetworkSummary): string {
  const rows = [
    ['layer', 'output shape', 'parameters'],
    ['input', inputShape.join('×'), ''],
    ...layers.map(({ layer, outputShape, parameters: own }) => [layer, outputShape.join('×'), grouped(own)]),
    ['total', '', grouped(parameters)],
  ];
  const width = (column: number) => Math.max(...rows.map((row) => (row[column] as string).length));
  const lines = rows.map(([layer, shape, own]) =>
    `${(layer as string).padEnd(width(0))}  ${(shape as string).padEnd(width(1))}  ${(own as string).padStart(width(2))}`.trimEnd(),
  );
  return [name, ...lines].join('\n');
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}

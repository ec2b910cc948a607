import { z } from 'zod';
import {
  discriminatorLayers,
  generatorLayers,
  type Layer,
  LEAKY_RELU_SLOPE,
  type NetworkSizes,
  parameterCount,
} from './networks.js';

const layer = (name: string, size: number, channels: number, parameters: number) => ({
  layer: name,
  outputShape: [size, size, channels],
  parameters,
});

/** The tutorial's networks, shortened to the layers at their ends. */
const exampleGenerator = {
  layers: [
    layer('ConvTranspose2d(100, 512, kernel_size=4, stride=1, padding=0, bias=False)', 4, 512, 819_200),
    layer('Tanh()', 64, 3, 0),
  ],
  inputShape: [1, 1, 100],
  parameters: 3_576_704,
};
const exampleDiscriminator = {
  layers: [
    layer('Conv2d(3, 64, kernel_size=4, stride=2, padding=1, bias=False)', 32, 64, 3_072),
    layer('Sigmoid()', 1, 1, 0),
  ],
  inputShape: [64, 64, 3],
  parameters: 2_765_568,
};

const networkSummarySchema = z
  .object({
    layers: z
      .array(
        z.object({
          layer: z.string().describe('As PyTorch prints it. LabelEmbedding and LabelProjection: see `conditional`.'),
          outputShape: z.array(z.int()).describe('[height, width, channels].'),
          parameters: z.int().describe('Numbers that training changes.'),
        }),
      )
      .describe('From the input to the output.'),
    inputShape: z.array(z.int()).describe('[height, width, channels] of what the network takes, for one image.'),
    parameters: z.int().describe('Numbers that training changes, of all layers.'),
  })
  .meta({ id: 'NetworkSummary', examples: [exampleDiscriminator] });

export const architectureSchema = z
  .object({
    generator: networkSummarySchema.describe('Makes images of latents.'),
    discriminator: networkSummarySchema.describe('Tells real images from made ones.'),
  })
  .meta({ id: 'Architecture', examples: [{ generator: exampleGenerator, discriminator: exampleDiscriminator }] });
export type Architecture = z.infer<typeof architectureSchema>;
type NetworkSummary = z.infer<typeof networkSummarySchema>;

/** Both networks of a job, layer by layer. */
export function architectureOf(sizes: NetworkSizes): Architecture {
  const { imageSize, nc, nz } = sizes;
  return {
    generator: summaryOf(generatorLayers(sizes), [1, 1, nz]),
    discriminator: summaryOf(discriminatorLayers(sizes), [imageSize, imageSize, nc]),
  };
}

function summaryOf(layers: readonly Layer[], inputShape: number[]): NetworkSummary {
  const rows = layers.map((layer) => ({
    layer: printed(layer),
    outputShape: [layer.outputSize, layer.outputSize, 'outChannels' in layer ? layer.outChannels : layer.channels],
    parameters: parameterCount(layer),
  }));
  return { layers: rows, inputShape, parameters: rows.reduce((sum, row) => sum + row.parameters, 0) };
}

/** A layer in the words of PyTorch's `print(module)`; PyTorch has no modules for labels. */
function printed(layer: Layer): string {
  switch (layer.kind) {
    case 'Conv2d':
    case 'ConvTranspose2d': {
      const { kind, inChannels, outChannels, stride, padding } = layer;
      return `${kind}(${inChannels}, ${outChannels}, kernel_size=4, stride=${stride}, padding=${padding}, bias=False)`;
    }
    case 'BatchNorm2d':
      return `BatchNorm2d(${layer.channels}, eps=1e-05, momentum=0.1)`;
    case 'LabelEmbedding':
      return `LabelEmbedding(${layer.classes}, ${layer.length})`;
    case 'LabelProjection':
      return `LabelProjection(${layer.classes})`;
    case 'LeakyReLU':
      return `LeakyReLU(negative_slope=${LEAKY_RELU_SLOPE})`;
    default:
      return `${layer.kind}()`;
  }
}

/** Both networks as a table for people. */
export function printArchitecture({ generator, discriminator }: Architecture): string {
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

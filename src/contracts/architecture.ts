import { z } from 'zod';

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

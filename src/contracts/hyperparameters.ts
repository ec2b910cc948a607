import { z } from 'zod';
import { imageSizes } from '../models/architecture.js';
import { architectureNames, architectures } from '../models/networks.js';
import { metricNames, metrics } from './metrics/registry.js';

/** What D and G minimise: phrases for users, without a full stop. `src/gan/objectives` computes each. */
export const objectives = {
  bce: "the tutorial's binary cross entropy",
  hinge: 'the hinge loss of Lim and Ye (2017), which leaves alone what D tells apart already',
} as const;
export type ObjectiveName = keyof typeof objectives;

/** What is done to images before D sees them: phrases, as above. `src/gan/augmentations` computes each. */
export const augmentations = {
  flip: 'mirrors half of the photos',
  translation: 'shifts photos and generated images by up to an eighth of their size (DiffAugment, Zhao et al. 2020)',
} as const;
export type AugmentationName = keyof typeof augmentations;

export const exampleHyperparameters = {
  manualSeed: 999,
  workers: 2,
  batchSize: 128,
  imageSize: 64,
  nc: 3,
  nz: 100,
  ngf: 64,
  ndf: 64,
  architecture: 'dcgan',
  objective: 'bce',
  augmentations: [],
  numEpochs: 40,
  lr: 0.0002,
  beta1: 0.5,
  ngpu: 1,
  precision: 'fp32',
  conditional: false,
  ema: 0,
  deterministic: false,
  sampleEvery: 160,
  checkpointEvery: 480,
  keepCheckpoints: 5,
  evaluateImages: 128,
  bestBy: 'swd',
} as const;

/**
 * All that shapes a training run. Names and defaults are the tutorial's; what it doesn't have comes last.
 */
export const hyperparametersSchema = z
  .strictObject({
    manualSeed: z
      .int32()
      .default(999)
      .describe(
        'Seed of initial weights, noise and data order. On the CPU, equal seeds give equal weights bit for bit.',
      ),
    workers: z
      .int()
      .min(0)
      .max(64)
      .default(2)
      .describe('Images decoded at the same time while the dataset is prepared; 0 means one, as in PyTorch.'),
    batchSize: z.int().min(2).max(4096).default(128).describe('Images in a training step.'),
    imageSize: z
      .literal(imageSizes)
      .default(64)
      .describe(
        'Height and width of the images in pixels: the short side is resized to it, then the centre is cropped.',
      ),
    nc: z.literal([1, 3]).default(3).describe('Colour channels: 3 for RGB, 1 for greyscale.'),
    nz: z.int().min(1).max(1024).default(100).describe('Length of a latent vector.'),
    ngf: z.int().min(1).max(512).default(64).describe("Channels of the generator's last hidden layer."),
    ndf: z.int().min(1).max(512).default(64).describe("Channels of the discriminator's first layer."),
    architecture: z.enum(architectureNames).default('dcgan').describe(listed('The networks', architectures)),
    objective: z.enum(namesOf(objectives)).default('bce').describe(listed('What the networks minimise', objectives)),
    augmentations: z
      .array(z.enum(namesOf(augmentations)))
      .max(namesOf(augmentations).length)
      .refine((names) => new Set(names).size === names.length, 'names one twice')
      .default([])
      .describe(
        listed(
          'What is done to images before the discriminator sees them, in this order; none by default',
          augmentations,
        ),
      ),
    numEpochs: z.int().min(1).max(100_000).default(40).describe('Passes over the dataset.'),
    lr: z.number().positive().max(1).default(0.0002).describe("Adam's learning rate."),
    beta1: z.number().min(0).lt(1).default(0.5).describe("Adam's decay of the first moment; the second's is 0.999."),
    ngpu: z
      .int()
      .min(0)
      .max(64)
      .default(1)
      .describe(
        'Devices to train on. 0: the CPU. 1: the first GPU, or the CPU with a notice in the log when there is none. More: each batch is split between as many replicas, as by PyTorch’s DataParallel, each on a GPU of its own, or on its share of the cores where there is no GPU.',
      ),
    precision: z
      .enum(['fp32', 'tf32', 'bf16'])
      .default('fp32')
      .describe(
        'What training computes in. fp32: float32 throughout. tf32: the same, but a GPU that can may multiply in TensorFloat-32; on the CPU it is fp32. bf16: activations and convolutions in bfloat16, weights, optimizers, batch statistics and losses in float32.',
      ),
    conditional: z
      .boolean()
      .default(false)
      .describe(
        "Learn the dataset's classes, so that designs can be asked for by `label`: the generator gets an embedding of the label beside the latents, the discriminator a filter for each class (projection). The dataset must have at least two classes.",
      ),
    ema: z
      .number()
      .min(0)
      .lt(1)
      .default(0)
      .describe(
        "Decay of an exponential moving average of the generator's weights and running statistics, such as 0.999. Sample grids, designs and exports are made by the average. 0 for none. In the first steps less is kept: at most (1 + step) / (10 + step).",
      ),
    deterministic: z
      .boolean()
      .default(false)
      .describe(
        "On a GPU: TensorFlow's deterministic kernels only, which may be slower. The CPU is deterministic without it.",
      ),
    sampleEvery: z
      .int()
      .min(1)
      .nullable()
      .default(null)
      .describe('Steps between sample grids of the 64 fixed noise vectors; null: one an epoch.'),
    checkpointEvery: z.int().min(1).nullable().default(null).describe('Steps between checkpoints; null: one an epoch.'),
    keepCheckpoints: z
      .int()
      .min(1)
      .default(5)
      .describe('How many of the newest checkpoints are kept, and the best one; older ones are deleted.'),
    evaluateImages: z
      .int()
      .min(0)
      .max(1024)
      .default(0)
      .describe(
        'How many designs are compared with as many photos before each checkpoint, by every metric, so that the job has a best one: images, such as 128; 0 for none.',
      ),
    bestBy: z
      .enum(metricNames)
      .default('swd')
      .describe(
        `The metric that decides which evaluated checkpoint is the best. ${metricNames.map((name) => `${name}: ${metrics[name].meaning}.`).join(' ')}`,
      ),
  })
  .meta({ id: 'Hyperparameters', examples: [exampleHyperparameters] });

function namesOf<Name extends string>(members: Readonly<Record<Name, string>>): [Name, ...Name[]] {
  return Object.keys(members) as [Name, ...Name[]];
}

/** "What. name: meaning. name: meaning." */
function listed(what: string, members: Readonly<Record<string, string | { readonly summary: string }>>): string {
  const meanings = Object.entries(members).map(
    ([name, member]) => `\`${name}\`: ${typeof member === 'string' ? member : member.summary}`,
  );
  return `${what}. ${meanings.join('. ')}.`;
}

/** With every default filled in. */
export type Hyperparameters = z.infer<typeof hyperparametersSchema>;

/** The tutorial's. The default of one that is added must be what was done before there was a choice: see `definitionOf`. */
export const defaultHyperparameters: Hyperparameters = Object.freeze(hyperparametersSchema.parse({}));

/** Named starting points; fields given beside a preset override it. */
export const presets = {
  tutorial: {},
} as const satisfies Record<string, z.input<typeof hyperparametersSchema>>;

export const presetNames = Object.keys(presets) as [keyof typeof presets];

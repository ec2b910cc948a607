import { type Hyperparameters, hyperparametersSchema } from '../contracts/hyperparameters.js';
import { pyTorchTensors } from '../export/pytorch.js';
import { imageSizes } from '../models/architecture.js';
import { type NamedLayer, nameLayers } from '../models/layer.js';
import { discriminatorLayers, generatorLayers } from '../models/networks.js';
import type { LocatedTensor, TensorSpec } from '../storage/safetensors-header.js';
import { invalidWeights, type WeightsFile } from './weights-file.js';

/** Layers that fit, and the hyperparameters whose sizes they have. */
export interface FoundNetworks {
  readonly hyperparameters: Hyperparameters;
  readonly generator: readonly NamedLayer[];
  readonly discriminator: readonly NamedLayer[];
}

/**
 * Finds the sizes of the tutorial's networks in their weights, and holds every tensor against them. What weights don't
 * say is the tutorial's: `ndf` where there is no discriminator, and all that is no size.
 * @throws AtelierError `weights_invalid` with the first tensor that is missing, different, or too many
 */
export function findNetworks(generator: WeightsFile, discriminator: WeightsFile | undefined): FoundNetworks {
  const sizes = {
    ...generatorSizes(generator),
    ...(discriminator ? { ndf: discriminatorWidth(discriminator) } : {}),
  };
  const parsed = hyperparametersSchema.safeParse(sizes);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = issue?.path[0] as keyof typeof sizes;
    const { label } = name === 'ndf' && discriminator ? discriminator : generator;
    throw invalidWeights(label, `their ${name} is ${sizes[name]}, which Atelier does not train: ${issue?.message}`);
  }
  const found = {
    hyperparameters: parsed.data,
    generator: nameLayers(generatorLayers(parsed.data)),
    discriminator: nameLayers(discriminatorLayers(parsed.data)),
  };
  requireTensors(generator, found.generator);
  if (discriminator) requireTensors(discriminator, found.discriminator);
  return found;
}

/** A generator's filters are [in, out, 4, 4]: the first takes the latents, the last makes the image. */
function generatorSizes(file: WeightsFile): Pick<Hyperparameters, 'imageSize' | 'nc' | 'nz' | 'ngf'> {
  const filters = filtersOf(file);
  const imageSize = imageSizes.find((size) => filtersFor(size) === filters.length);
  const [first, last] = [filters[0], filters.at(-1)];
  if (!imageSize || !first || !last) {
    const known = imageSizes.map((size) => `${filtersFor(size)} for ${size} pixels`).join(', ');
    throw invalidWeights(
      file.label,
      `they have ${filters.length} filters main.….weight, and the tutorial's network ${known}`,
    );
  }
  const [nz = 0] = first.shape;
  const [ngf = 0, nc = 0] = last.shape;
  return { imageSize, nc: nc as 1 | 3, nz, ngf };
}

/** A discriminator's filters are [out, in, 4, 4]. */
function discriminatorWidth(file: WeightsFile): number {
  return filtersOf(file)[0]?.shape[0] ?? 0;
}

function filtersFor(imageSize: number): number {
  return generatorLayers({ imageSize, nc: 1, nz: 1, ngf: 1, ndf: 1 }).filter(({ kind }) => kind === 'ConvTranspose2d')
    .length;
}

/** In the order of the layers. */
function filtersOf({ tensors }: WeightsFile): LocatedTensor[] {
  return [...tensors]
    .flatMap(([name, tensor]) => {
      const position = /^main\.(\d{1,3})\.weight$/.exec(name)?.[1];
      return position !== undefined && tensor.shape.length === 4 ? [{ position: Number(position), tensor }] : [];
    })
    .sort((a, b) => a.position - b.position)
    .map(({ tensor }) => tensor);
}

function requireTensors({ label, tensors }: WeightsFile, layers: readonly NamedLayer[]): void {
  const wanted = layers.flatMap(pyTorchTensors);
  for (const spec of wanted) {
    const found = tensors.get(spec.name);
    // Old versions of PyTorch kept no count of batches, and it is of no use here.
    if (!found && spec.type === 'I64') continue;
    if (!found) throw invalidWeights(label, `${spec.name} is missing`);
    if (printed(found) !== printed(spec)) {
      throw invalidWeights(label, `${spec.name} is ${printed(found)}, and ${printed(spec)} is needed`);
    }
  }
  const names = new Set(wanted.map(({ name }) => name));
  const other = [...tensors.keys()].find((name) => !names.has(name));
  if (other !== undefined) throw invalidWeights(label, `the tutorial's network has no ${other.slice(0, 64)}`);
}

function printed({ type, shape }: Pick<TensorSpec, 'type' | 'shape'>): string {
  return `${type} [${shape.slice(0, 8).join(', ')}${shape.length > 8 ? ', …' : ''}]`;
}

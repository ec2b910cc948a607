import { defaultHyperparameters, type Hyperparameters, hyperparametersSchema } from '../contracts/hyperparameters.js';
import type { NetworkName } from '../export/parameters.js';
import { pyTorchTensors } from '../export/pytorch.js';
import { imageSizes } from '../models/architecture.js';
import { type NamedLayer, nameLayers } from '../models/layer.js';
import { discriminatorLayers, generatorLayers } from '../models/networks.js';
import type { LocatedTensor, TensorSpec } from '../storage/safetensors-header.js';
import { besides, type Candidate, candidatesIn, MAIN } from './candidates.js';
import { isFloat } from './float32.js';
import { invalidWeights, type WeightsFile } from './weights-file.js';

/** Networks that fit, and the hyperparameters whose sizes they have. */
export interface FoundNetworks {
  readonly hyperparameters: Hyperparameters;
  readonly generator: FoundNetwork;
  readonly discriminator: FoundNetwork;
}

export interface FoundNetwork {
  readonly layers: readonly NamedLayer[];
  /** Where the numbers are in the file, by the tutorial's names; none of a discriminator that was not given. */
  readonly tensors: Candidate['tensors'];
}

/** The hyperparameters that a candidate has the sizes of, or what is wrong with it. */
type Fit = { readonly hyperparameters: Hyperparameters } | { readonly problem: string };

/** A file that can't be used tells of so many of its candidates and its names. */
const TOLD_CANDIDATES = 3;
const TOLD_NAMES = 8;

/**
 * Finds the tutorial's networks and their sizes in weights, under whatever names they were saved, and holds every tensor
 * against them. What weights don't say is the tutorial's: `ndf` where there is no discriminator, and all that is no size.
 * @throws AtelierError `weights_invalid` with the first tensor that is missing, different, or too many, the names that were
 *   found and those that were expected; or if there is more than one such network in a file
 */
export function findNetworks(generator: WeightsFile, discriminator: WeightsFile | undefined): FoundNetworks {
  const { hyperparameters: ofGenerator, tensors } = theOneThatFits(generator, 'generator', fitGenerator);
  const judge =
    discriminator &&
    theOneThatFits(discriminator, 'discriminator', (candidate) => fitDiscriminator(candidate, ofGenerator));
  const hyperparameters = judge?.hyperparameters ?? ofGenerator;
  return {
    hyperparameters,
    generator: { layers: nameLayers(generatorLayers(hyperparameters)), tensors },
    discriminator: { layers: nameLayers(discriminatorLayers(hyperparameters)), tensors: judge?.tensors ?? new Map() },
  };
}

function theOneThatFits(
  { label, tensors }: WeightsFile,
  network: NetworkName,
  fitOf: (candidate: Candidate) => Fit,
): Candidate & { readonly hyperparameters: Hyperparameters } {
  const fitting: (Candidate & { readonly hyperparameters: Hyperparameters })[] = [];
  const problems: string[] = [];
  const candidates = candidatesIn(tensors);
  for (const candidate of candidates.length > 0 ? candidates : [NOTHING]) {
    const found = fitOf(candidate);
    const other = 'hyperparameters' in found ? besides(candidate, tensors) : undefined;
    if ('problem' in found) problems.push(found.problem);
    else if (other !== undefined) problems.push(`the tutorial's network has no ${shortened(other)}`);
    else fitting.push({ ...candidate, ...found });
  }
  const [one, another] = fitting;
  if (one && another) {
    throw invalidWeights(
      label,
      `both ${shortened(one.prefix)}… and ${shortened(another.prefix)}… fit: keep one of them`,
    );
  }
  if (one) return one;
  const problem = listed(problems, TOLD_CANDIDATES, '; ');
  const found = listed(foundNames(tensors), TOLD_NAMES, ', ');
  const expected = listed(expectedNames(network), TOLD_NAMES, ', ');
  throw invalidWeights(
    label,
    `${problem}. The names found are ${found}; expected are ${expected}, or these behind the names of wrappers`,
  );
}

const NOTHING: Candidate = { prefix: MAIN, tensors: new Map(), twice: undefined };

function fitGenerator(candidate: Candidate): Fit {
  const filters = filtersOf(candidate);
  const imageSize = imageSizes.find((size) => filtersFor(size) === filters.length);
  const [first, last] = [filters[0], filters.at(-1)];
  if (!imageSize || !first || !last) {
    const known = imageSizes.map((size) => `${filtersFor(size)} for ${size} pixels`).join(', ');
    const names = `${shortened(candidate.prefix)}….weight`;
    return { problem: `they have ${filters.length} filters ${names}, and the tutorial's network ${known}` };
  }
  // A generator's filters are [in, out, 4, 4]: the first takes the latents, the last makes the image.
  const [nz = 0] = first.shape;
  const [ngf = 0, nc = 0] = last.shape;
  return fitSizes({ imageSize, nc, nz, ngf }, candidate, generatorLayers);
}

/** @param given hyperparameters of the generator, which it must go with */
function fitDiscriminator(candidate: Candidate, { imageSize, nc, nz, ngf }: Hyperparameters): Fit {
  // A discriminator's filters are [out, in, 4, 4].
  const ndf = filtersOf(candidate)[0]?.shape[0] ?? 0;
  return fitSizes({ imageSize, nc, nz, ngf, ndf }, candidate, discriminatorLayers);
}

function fitSizes(
  sizes: Readonly<Record<string, number>>,
  candidate: Candidate,
  layersFor: typeof generatorLayers,
): Fit {
  const parsed = hyperparametersSchema.safeParse(sizes);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const name = String(issue?.path[0]);
    return { problem: `their ${name} is ${sizes[name]}, which Atelier does not train: ${issue?.message}` };
  }
  const problem = misfit(candidate, nameLayers(layersFor(parsed.data)));
  return problem === undefined ? { hyperparameters: parsed.data } : { problem };
}

function filtersFor(imageSize: number): number {
  return generatorLayers({ imageSize, nc: 1, nz: 1, ngf: 1, ndf: 1 }).filter(({ kind }) => kind === 'ConvTranspose2d')
    .length;
}

/** In the order of the layers. */
function filtersOf({ tensors }: Candidate): LocatedTensor[] {
  return [...tensors]
    .flatMap(([name, tensor]) => {
      const position = /^main\.(\d{1,3})\.weight$/.exec(name)?.[1];
      return position !== undefined && tensor.shape.length === 4 ? [{ position: Number(position), tensor }] : [];
    })
    .sort((a, b) => a.position - b.position)
    .map(({ tensor }) => tensor);
}

/** @returns what the layers need and the candidate doesn't have, or has in another way; undefined if it fits */
function misfit({ prefix, tensors, twice }: Candidate, layers: readonly NamedLayer[]): string | undefined {
  if (twice !== undefined) return `${shortened(twice)} is there twice, but for wrappers`;
  const wanted = layers.flatMap(pyTorchTensors);
  for (const spec of wanted) {
    const found = tensors.get(spec.name);
    // Old versions of PyTorch kept no count of batches, and it is of no use here.
    if (!found && spec.type === 'I64') continue;
    if (!found) return `${shortened(spec.name.replace(MAIN, prefix))} is missing`;
    if (!isOf(spec, found)) return `${shortened(found.name)} is ${printed(found)}, and ${printed(spec)} is needed`;
  }
  const names = new Set(wanted.map(({ name }) => name));
  const other = [...tensors].find(([name]) => !names.has(name))?.[1];
  return other && `the tutorial's network has no ${shortened(other.name)}`;
}

/** Floats may be of any precision. */
function isOf(spec: TensorSpec, { type, shape }: TensorSpec): boolean {
  return (spec.type === 'F32' ? isFloat(type) : type === spec.type) && shape.join() === spec.shape.join();
}

function printed({ type, shape }: Pick<TensorSpec, 'type' | 'shape'>): string {
  return `${type} [${shape.slice(0, 8).join(', ')}${shape.length > 8 ? ', …' : ''}]`;
}

/** Filters first: they tell most of a network. */
function foundNames(tensors: readonly LocatedTensor[]): string[] {
  const { compare } = new Intl.Collator('en', { numeric: true });
  const isFilter = ({ shape }: LocatedTensor) => Number(shape.length === 4);
  return tensors
    .toSorted((a, b) => isFilter(b) - isFilter(a) || compare(a.name, b.name))
    .map(({ name }) => shortened(name));
}

/** Those of the tutorial's own network, of 64 pixels. */
function expectedNames(network: NetworkName): string[] {
  const layersFor = network === 'generator' ? generatorLayers : discriminatorLayers;
  return nameLayers(layersFor(defaultHyperparameters))
    .flatMap(pyTorchTensors)
    .map(({ name }) => name);
}

function listed(all: readonly string[], most: number, separator: string): string {
  if (all.length === 0) return 'none';
  return `${all.slice(0, most).join(separator)}${all.length > most ? `${separator}…` : ''}`;
}

/** A name may be as long as the header. */
function shortened(name: string): string {
  return name.length > 64 ? `${name.slice(0, 64)}…` : name;
}

/** Finds the tutorial's network in the names of a file, whatever it was wrapped in when it was saved. */
import type { LocatedTensor } from '../storage/safetensors-header.js';

/** What the tutorial calls its `nn.Sequential`: before the positions of its layers. */
export const MAIN = 'main.';

/** Names that PyTorch's wrappers of a module put into a path. */
const WRAPPERS: ReadonlySet<string> = new Set([
  'module', // DataParallel, AveragedModel
  '_orig_mod', // torch.compile
  '_checkpoint_wrapped_module', // checkpoint_wrapper; its state_dict leaves it out, named_parameters doesn't
]);

/** The layers of one `nn.Sequential` in a file. */
export interface Candidate {
  /** What the file has before the positions, where the tutorial has `main.`: `_orig_mod.main.`, or ''. */
  readonly prefix: string;
  /** Its tensors by the tutorial's names. */
  readonly tensors: ReadonlyMap<string, LocatedTensor>;
  /** The file's name of a second tensor that would have the tutorial's name of another. */
  readonly twice: string | undefined;
}

/** All that have a filter, in the file's order; whether one is the tutorial's network, its tensors must say. */
export function candidatesIn(tensors: readonly LocatedTensor[]): Candidate[] {
  const groups = new Map<string, { tensors: Map<string, LocatedTensor>; twice: string | undefined }>();
  for (const tensor of tensors) {
    const place = placeOf(tensor.name);
    if (!place) continue;
    const group = groups.get(place.prefix) ?? { tensors: new Map(), twice: undefined };
    groups.set(place.prefix, group);
    if (group.tensors.has(place.name)) group.twice ??= tensor.name;
    else group.tensors.set(place.name, tensor);
  }
  return [...groups]
    .filter(([, group]) => [...group.tensors.values()].some(({ shape }) => shape.length === 4))
    .map(([prefix, group]) => ({ prefix, ...group }));
}

/**
 * What else the module has that the `nn.Sequential` is in, of which the tutorial's has nothing. What is outside of the module,
 * such as an optimizer's state or another network, is none of it.
 * @returns the name in the file of a tensor, if there is one
 */
export function besides({ prefix }: Candidate, tensors: readonly LocatedTensor[]): string | undefined {
  const module = moduleAround(prefix);
  return tensors.find(({ name }) => name.startsWith(module) && placeOf(name)?.prefix !== prefix)?.name;
}

/** `_orig_mod.main.3._checkpoint_wrapped_module.weight` is `main.3.weight` behind `_orig_mod.main.`. */
function placeOf(name: string): { readonly prefix: string; readonly name: string } | undefined {
  const path = name.split('.');
  const position = path.findLastIndex((part) => /^\d{1,3}$/.test(part));
  const parameter = path.slice(position + 1).filter((part) => !WRAPPERS.has(part));
  if (position < 0 || parameter.length === 0) return undefined;
  return { prefix: joined(path.slice(0, position)), name: `${MAIN}${[path[position], ...parameter].join('.')}` };
}

/** The path of the module that has the `nn.Sequential`, wrappers and all; of one without a name, that is itself. */
function moduleAround(prefix: string): string {
  const path = prefix.split('.').slice(0, -1);
  const own = path.findLastIndex((part) => !WRAPPERS.has(part));
  return own < 0 ? prefix : joined(path.slice(0, own));
}

/** A path with a dot behind each part. */
function joined(path: readonly string[]): string {
  return path.map((part) => `${part}.`).join('');
}

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { kubectl } from './pinned-files.js';

/** A Kubernetes object, as far as tests look at it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: Record<string, unknown>;
  readonly data?: Record<string, string>;
  readonly stringData?: Record<string, string>;
}

const OVERLAYS = join(import.meta.dirname, '../../deploy/kubernetes/overlays');

/** What `kubectl apply --kustomize` would send of an overlay. */
export async function renderOverlay(name: string): Promise<Manifest[]> {
  const rendered = execFileSync(await kubectl(), ['kustomize', join(OVERLAYS, name)], { encoding: 'utf8' });
  return parseAllDocuments(rendered).map((document) => document.toJS() as Manifest);
}

/** @throws Error if there is none, or it has no spec */
export function findManifest(manifests: readonly Manifest[], kind: string, name: string) {
  const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (!found?.spec) throw new Error(`There is no ${kind} ${name} with a spec.`);
  return { ...found, spec: found.spec };
}

/** The text of a file of the repository. */
export function readProjectFile(path: string): string {
  return readFileSync(join(import.meta.dirname, '../..', path), 'utf8');
}

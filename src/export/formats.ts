import type { CheckpointManifest } from '../contracts/checkpoint.js';
import type { ArtifactStore } from '../storage/artifact-store.js';
import { CheckpointSource } from './checkpoint-source.js';
import type { ExportedFile } from './exported-file.js';
import { exportOnnx } from './onnx/network.js';
import { exportPyTorch } from './pytorch.js';
import { exportTfjs } from './tfjs/archive.js';

/** What a checkpoint can be written as: the file's name, and how it is made. */
export const exportFormats = {
  'generator.safetensors': {
    mediaType: 'application/octet-stream',
    summary: "The generator's weights for the tutorial's PyTorch module",
    write: (source) => exportPyTorch(source, 'generator'),
  },
  'discriminator.safetensors': {
    mediaType: 'application/octet-stream',
    summary: "The discriminator's weights for the tutorial's PyTorch module",
    write: (source) => exportPyTorch(source, 'discriminator'),
  },
  'generator.onnx': {
    mediaType: 'application/octet-stream',
    summary: 'The generator as ONNX',
    write: (source, version) => exportOnnx(source, 'generator', version),
  },
  'discriminator.onnx': {
    mediaType: 'application/octet-stream',
    summary: 'The discriminator as ONNX',
    write: (source, version) => exportOnnx(source, 'discriminator', version),
  },
  'generator.tfjs.zip': {
    mediaType: 'application/zip',
    summary: 'The generator for TensorFlow.js: model.json and its weights',
    write: (source, version) => exportTfjs(source, version),
  },
} as const satisfies Record<string, ExportFormat>;

interface ExportFormat {
  readonly mediaType: string;
  readonly summary: string;
  readonly write: (source: CheckpointSource, version: string) => ExportedFile | Promise<ExportedFile>;
}

export type ExportName = keyof typeof exportFormats;
export const exportNames = Object.keys(exportFormats) as ExportName[];

/**
 * Begins to write a checkpoint as a file of another program.
 * @param version Atelier's, which the file names as its producer
 * @throws AtelierError `checkpoint_damaged` or `export_impossible`
 */
export async function exportCheckpoint(
  store: ArtifactStore,
  manifest: CheckpointManifest,
  name: ExportName,
  version: string,
): Promise<ExportedFile> {
  return await exportFormats[name].write(await CheckpointSource.open(store, manifest), version);
}

/** Names the bytes that an export has, without making it: they follow from the weights and from Atelier's version. */
export function exportTag({ weights }: CheckpointManifest, name: ExportName, version: string): string {
  return `"${weights.sha256}.${name}.${version}"`;
}

import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { ENTRY_TIME } from '../../images/zip.js';
import type { NamedTensor } from '../../storage/safetensors.js';
import { byteCount } from '../../storage/safetensors-header.js';
import { bytesOf } from '../axes.js';
import type { CheckpointSource } from '../checkpoint-source.js';
import type { ExportedFile } from '../exported-file.js';
import { layersOf, parametersOfAll } from '../parameters.js';
import { layersModel, WEIGHTS_FILE } from './layers-model.js';

declare module 'yazl' {
  interface ZipFile {
    /** Its published types leave out that the callback is told the archive's size. */
    end(options: undefined, sized: (bytes: number) => void): void;
  }
}

/** Weights don't become smaller by compression. */
const entry = { compress: false, mtime: ENTRY_TIME } as const;

/**
 * A generator for TensorFlow.js: a zip of model.json and the weights, to be unpacked beside a web page.
 * @param producerVersion Atelier's
 * @throws AtelierError `checkpoint_damaged`
 */
export async function exportTfjs(source: CheckpointSource, producerVersion: string): Promise<ExportedFile> {
  const layers = layersOf(source.manifest, 'generator');
  const parameters = parametersOfAll(layers);
  const model = layersModel(layers, source.manifest.hyperparameters.nz, `Atelier ${producerVersion}`);
  const weights = Readable.from(bytesOfAll(source.read('generator', parameters)), { objectMode: false });
  const size = parameters.reduce((sum, { shape }) => sum + byteCount('F32', shape), 0);

  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(JSON.stringify(model)), 'model.json', entry);
  zip.addReadStream(weights, WEIGHTS_FILE, { ...entry, size });
  const body = new PassThrough();
  zip.on('error', (error) => body.destroy(error));
  // Who stops reading must not leave the checkpoint's file open.
  body.on('close', () => weights.destroy());
  zip.outputStream.pipe(body);
  return { bytes: await new Promise((resolve) => zip.end(undefined, resolve)), body };
}

async function* bytesOfAll(tensors: AsyncIterable<NamedTensor>): AsyncGenerator<Uint8Array> {
  for await (const { data } of tensors) yield bytesOf(data);
}

import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { jobNameSchema } from '../contracts/job.js';
import { AtelierError, invalidField } from '../errors.js';
import { WeightsFile } from '../import/weights-file.js';
import { bytes } from './schemas.js';
import { nameOf } from './upload.js';
import type { UploadFolder } from './upload-folder.js';

/** Weights on disk, under the names of their fields. */
export interface UploadedWeights {
  readonly name: string | null;
  readonly generator: WeightsFile;
  readonly discriminator: WeightsFile | undefined;
}

/** The body, for openapi.yaml. */
export const weightsForm = z.strictObject({
  name: jobNameSchema.optional().meta({ description: 'What the job is called.', examples: ['from the notebook'] }),
  generator: bytes.meta({ description: "The generator's `state_dict`, as safetensors.", examples: ['(bytes)'] }),
  discriminator: bytes.optional().meta({ description: "The discriminator's.", examples: ['(bytes)'] }),
});

const networks = ['generator', 'discriminator'] as const;

/**
 * Streams the weights of a multipart body to disk, hands them to `use`, and removes them afterwards.
 * @throws AtelierError `validation_failed`, `payload_too_large`, or `weights_invalid` for what is no safetensors file
 */
export async function withWeights<T>(
  request: FastifyRequest,
  uploads: { readonly folder: UploadFolder },
  use: (weights: UploadedWeights) => Promise<T>,
): Promise<T> {
  return await uploads.folder.use(async (folder) => {
    const opened: WeightsFile[] = [];
    const open = async (network: string) => {
      const file = await WeightsFile.open(join(folder, network), network);
      opened.push(file);
      return file;
    };
    try {
      const { name, saved } = await saveParts(request, folder);
      if (!saved.has('generator')) throw invalidField('generator', "a safetensors file with the generator's weights");
      const generator = await open('generator');
      const discriminator = saved.has('discriminator') ? await open('discriminator') : undefined;
      return await use({ name, generator, discriminator });
    } finally {
      await Promise.all(opened.map((file) => file.close()));
    }
  });
}

async function saveParts(
  request: FastifyRequest,
  folder: string,
): Promise<{ readonly name: string | null; readonly saved: ReadonlySet<string> }> {
  let name: string | null = null;
  const saved = new Set<string>();
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      if (part.fieldname !== 'name') throw invalidField(nameOf(part), 'unknown field; known is name');
      const parsed = jobNameSchema.safeParse(part.value);
      if (!parsed.success) throw invalidField('name', parsed.error.issues[0]?.message ?? 'not valid');
      name = parsed.data;
      continue;
    }
    const network = networkOf(part);
    if (saved.has(network)) throw invalidField(network, 'is given twice');
    saved.add(network);
    await pipeline(part.file, createWriteStream(join(folder, network)));
    if (part.file.truncated) throw new AtelierError('payload_too_large', `The ${network}'s weights are too large.`);
  }
  return { name, saved };
}

function networkOf(part: MultipartFile): (typeof networks)[number] {
  const network = networks.find((each) => each === part.fieldname);
  if (network) return network;
  throw invalidField(nameOf(part), `unknown file; known are ${networks.join(' and ')}`);
}

import type { ApiDocument, Schema } from './document.js';

const file = (description: string): Schema => ({
  type: 'string',
  format: 'binary',
  description,
  examples: ['(bytes)'],
});
const text = (description: string, example: string, maximum: number): Schema & { maxLength: number } => ({
  type: 'string',
  maxLength: maximum,
  description,
  examples: [example],
});

const photos: Schema = {
  type: 'object',
  properties: {
    name: text('Names the dataset; by default its first file does.', 'autumn', 200),
    label: text('The class of the files after it; may come again with another one.', 'dress', 200),
    file: {
      type: 'array',
      items: file('A zip with one folder per class, or an image: JPEG, PNG, WebP or AVIF.'),
      examples: [['(bytes)']],
      description:
        'Once or more, up to 10,000 times: zips with one folder per class, or images, in whose file names the folder is ' +
        'the class. `MAX_UPLOAD_BYTES` together at most.',
    },
  },
  required: ['file'],
};

const weights: Schema = {
  type: 'object',
  properties: {
    name: text('A name of the job, for people.', 'from the notebook', 200),
    generator: file("The generator's `state_dict` as a safetensors file."),
    discriminator: file("The discriminator's, if training is to go on from it."),
  },
  required: ['generator'],
};

const bodies: Record<string, Schema> = {
  '/datasets': photos,
  '/datasets/{id}/images': photos,
  '/jobs/import': weights,
};

/** Describes bodies that are read part by part, and so have no schema in their routes. */
export function describeUploads(document: ApiDocument): void {
  for (const [path, schema] of Object.entries(bodies)) {
    const operation = document.paths[path]?.post;
    if (!operation) throw new Error(`there is no POST ${path} to describe`);
    operation.requestBody = { required: true, content: { 'multipart/form-data': { schema: structuredClone(schema) } } };
  }
}

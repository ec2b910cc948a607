import { jsonSchemaTransformObject } from 'fastify-type-provider-zod';
// What a stream says is described too, although no route answers with it as JSON.
import '../../contracts/stream.js';
import { describeAnswers } from './answers.js';
import type { ApiDocument } from './document.js';
import { listErrors } from './errors.js';
import { fillInExamples } from './examples.js';
import { dropNoise, giveOneNameEach } from './one-name-each.js';
import { describeParameters } from './parameters.js';
import { describeUploads } from './uploads.js';

/** The whole description of the API: what routes and schemas say of themselves, completed by what they don't. */
export const completeReference: typeof jsonSchemaTransformObject = (given) => {
  const complete = jsonSchemaTransformObject(given);
  const document = complete as unknown as ApiDocument;
  giveOneNameEach(document);
  describeUploads(document);
  dropNoise(document);
  describeParameters(document);
  describeAnswers(document);
  fillInExamples(document);
  listErrors(document);
  return complete;
};

// What a stream says is described too, although no route answers with it as JSON.
import '../../contracts/stream.js';
import type { ApiDocument } from './document.js';
import { fillInExamples } from './examples.js';
import { dropNoise } from './noise.js';
import { giveOneNameEach } from './one-name-each.js';
import { describeParameters } from './parameters.js';

/** The whole description of the API: what routes and schemas say of themselves, completed by what they don't. */
export function completeReference<T>(described: T): T {
  const document = described as unknown as ApiDocument;
  giveOneNameEach(document);
  dropNoise(document);
  describeParameters(document);
  fillInExamples(document);
  return described;
}

import type { ApiDocument, Operation } from '../../src/api/reference/document.js';
import { PROBLEM_MEDIA_TYPE } from '../../src/contracts/problem.js';

/** The codes of errors that openapi.yaml lists at an operation. */
export function listedCodes({ components }: ApiDocument, { responses }: Operation): string[] {
  return Object.values(responses).flatMap((response) => {
    const name = response.$ref?.split('/').at(-1);
    const { content } = name === undefined ? response : (components.responses?.[name] ?? {});
    const problem = content?.[PROBLEM_MEDIA_TYPE]?.schema;
    return (problem?.allOf ?? []).flatMap(({ properties }) => (properties?.code?.enum ?? []) as string[]);
  });
}

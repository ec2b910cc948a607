import { ConnectionError } from './errors.js';

interface Bodies {
  readonly text: string;
  readonly blob: Blob;
}

/** The body of an answer. @throws ConnectionError if it breaks off before its end */
export async function bodyOf<How extends keyof Bodies>(response: Response, how: How): Promise<Bodies[How]> {
  try {
    return (await response[how]()) as Bodies[How];
  } catch (error) {
    // A call that its caller has aborted throws the reason.
    if (!(error instanceof TypeError)) throw error;
    throw new ConnectionError(`The answer of ${response.url} broke off.`, { cause: error });
  }
}

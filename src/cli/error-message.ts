import { AtelierError, ConnectionError } from '../../clients/typescript/src/index.js';
import { AtelierError as OwnError } from '../errors.js';

/** What whoever typed a command is told of an error: what went wrong and its code, never a stack. */
export function messageOf(error: unknown): string {
  if (error instanceof ConnectionError) {
    const what = `${error.message.replace(/\.$/, '')} (${reasonOf(error)})`;
    if (!error.message.startsWith('Nothing answers')) return `${what}.`;
    return `${what}: start it with \`npx atelier serve\`, or name its address with --url or ATELIER_URL.`;
  }
  if (error instanceof AtelierError || error instanceof OwnError) return `${error.message} (${error.code})`;
  return textOf(error);
}

/** What an error has to say: several that were one failure have no message of their own. */
function textOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return textOf(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
}

/** Why a connection failed, without a full stop: `fetch` says only that it did. */
export function reasonOf(error: unknown): string {
  let deepest: unknown = error;
  while (deepest instanceof Error && deepest.cause !== undefined) deepest = deepest.cause;
  return textOf(deepest).replace(/\.$/, '');
}

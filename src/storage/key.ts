const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/** Where `exclusively` keeps its locks: below this, nothing is an object of the store. */
export const LOCKS = 'locks';

/**
 * The segments of a key, each safe to be a file's name.
 * @throws TypeError for what is not a key
 */
export function segmentsOf(key: string): string[] {
  const segments = key.split('/');
  if (!segments.every((segment) => SEGMENT.test(segment))) throw new TypeError(`not a key of the store: ${key}`);
  return segments;
}

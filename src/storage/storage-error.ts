import { AtelierError } from '../errors.js';

/** What the system says of a disk that is full, over its quota, read-only, broken or gone. */
const BROKEN = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'ESTALE']);
/** Of files that are not this user's. */
const FORBIDDEN = new Set(['EACCES', 'EPERM']);

/** An error of the disk as `storage_unavailable`; any other as it is. */
export function asStorageError(error: unknown): unknown {
  return BROKEN.has(codeOf(error)) ? unavailable(error) : error;
}

/** The same of an error in a folder of our own, which we must be able to write to. */
export function asFolderError(error: unknown): unknown {
  // A socket that may not be connected to is no file.
  const isForbidden = FORBIDDEN.has(codeOf(error)) && (error as NodeJS.ErrnoException).syscall !== 'connect';
  return isForbidden ? unavailable(error) : asStorageError(error);
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException | undefined)?.code ?? '';
}

function unavailable(error: unknown): AtelierError {
  const { message } = error as Error;
  return new AtelierError('storage_unavailable', `The store can't be written: ${message}.`, { cause: error });
}

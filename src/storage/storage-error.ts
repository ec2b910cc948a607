import { AtelierError } from '../errors.js';

/** What the system says of a disk that is full, over its quota, read-only or broken. */
const STORAGE_CODES = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO']);

/** An error of the disk as `storage_unavailable`; any other as it is. */
export function asStorageError(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === undefined || !STORAGE_CODES.has(code)) return error;
  return new AtelierError('storage_unavailable', `The store can't be written: ${(error as Error).message}.`, {
    cause: error,
  });
}

import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { composed } from '../contracts/composed.js';
import { parseS3Url } from '../contracts/store-location.js';
import { AtelierError, invalidField } from '../errors.js';
import { asOnDisk } from './as-on-disk.js';

/**
 * Refuses a folder, or a prefix in S3, that is outside of the roots by its name alone: whether it is there is for the machine that reads it.
 *
 * @throws AtelierError `validation_failed`
 */
export function refuseOutside(roots: readonly string[], folder: string): void {
  refuse(roots.map(composed), composed(folder));
}

/**
 * The folder itself, past all links, which must not lead out of the roots.
 *
 * @throws AtelierError `validation_failed` if it is outside, or not there
 */
export async function allowedFolder(roots: readonly string[], folder: string): Promise<string> {
  refuseOutside(roots, folder);
  const found = await realpath(await asOnDisk(folder)).catch(() => undefined);
  if (found === undefined) throw new AtelierError('validation_failed', `There is no folder ${folder} on this worker.`);
  refuse(await realRoots(roots), found);
  return found;
}

/** Folders past all links; one that is not there allows nothing. */
export async function realRoots(roots: readonly string[]): Promise<string[]> {
  const found = roots.map(async (root) =>
    isAbsolute(root) ? await realpath(await asOnDisk(root)).catch(() => []) : [],
  );
  return (await Promise.all(found)).flat();
}

/** Whether a path is a folder, or lies in it. */
export function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`);
}

function refuse(roots: readonly string[], folder: string): void {
  const inS3 = parseS3Url(folder);
  if (!inS3 && !isAbsolute(folder)) {
    throw invalidField('dataset.folder', 'must be an absolute path, or s3://bucket/prefix without `..`');
  }
  if (roots.some((root) => (inS3 ? isWithinS3(root, inS3) : isAbsolute(root) && isWithin(root, folder)))) return;
  throw invalidField('dataset.folder', 'is in none of the folders that DATASET_ROOTS allows');
}

function isWithinS3(root: string, { bucket, prefix }: { bucket: string; prefix: string }): boolean {
  const allowed = parseS3Url(root);
  if (allowed?.bucket !== bucket) return false;
  return allowed.prefix === '' || prefix === allowed.prefix || prefix.startsWith(`${allowed.prefix}/`);
}

import { homedir } from 'node:os';
import { S3Client } from '@aws-sdk/client-s3';
import type { S3Connection, StoreLocation } from '../contracts/store-location.js';
import { AtelierError } from '../errors.js';

export type S3Location = Extract<StoreLocation, { kind: 's3' }>;

/** How long S3 is waited for. */
export interface S3Patience {
  /** Tries of each request; they are further and further apart, 20 s at most. */
  readonly attempts: number;
  readonly connectMs: number;
  /** A request on whose connection nothing moves for so long is given up. */
  readonly idleMs: number;
}

export const PATIENCE: S3Patience = { attempts: 6, connectMs: 5_000, idleMs: 30_000 };

/** Tried again this much later, says a response to a client, in seconds. */
const RETRY_AFTER_SECONDS = 10;
/** What S3-speaking servers other than AWS take, which the SDK wants to be named. */
const ANY_REGION = 'us-east-1';

/** The SDK looks for its settings below the home folder, and fails for a user who has none, as one of a container may. */
function nameHome(): void {
  try {
    homedir();
  } catch {
    process.env.HOME = '/nonexistent';
  }
}

/** A client for a location. Credentials come from the SDK's own chain: the environment, profiles, the machine's role. */
export function connectS3(
  { endpoint, region, pathStyle }: S3Connection,
  { attempts, connectMs, idleMs }: S3Patience = PATIENCE,
): S3Client {
  nameHome();
  const elsewhere = endpoint === undefined ? {} : { endpoint, region: ANY_REGION };
  return new S3Client({
    ...elsewhere,
    ...(region === undefined ? {} : { region }),
    forcePathStyle: pathStyle,
    maxAttempts: attempts,
    requestHandler: { connectionTimeout: connectMs, socketTimeout: idleMs },
  });
}

/** What an error of the SDK says of itself. */
interface S3Error extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** Whether an object, a range or the upload of one is not there; a bucket that is missing is no such case. */
export function isMissing(error: unknown): boolean {
  return ['NoSuchKey', 'NotFound', 'NoSuchUpload', 'InvalidRange'].includes((error as S3Error).name);
}

/** Whether a conditional write found another state than it asked for. */
export function isPreconditionFailed(error: unknown): boolean {
  return (error as S3Error).$metadata?.httpStatusCode === 412;
}

/** Whether a conditional write met another writer at work: which of the two was first is not known yet. */
export function isConflict(error: unknown): boolean {
  return (error as S3Error).$metadata?.httpStatusCode === 409;
}

/** An error of S3, or of the way to it, as the catalogue has it. */
export function asUnavailable(error: unknown): AtelierError {
  if (error instanceof AtelierError) return error;
  const { name, message } = error as S3Error;
  return new AtelierError('storage_unavailable', `The store at S3 failed: ${name}: ${message}`, {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause: error,
  });
}

/** @throws AtelierError `storage_unavailable` for what S3 says against it */
export async function orUnavailable<T>(response: Promise<T>): Promise<T> {
  try {
    return await response;
  } catch (error) {
    throw asUnavailable(error);
  }
}

export async function unlessMissing<T>(response: Promise<T>): Promise<T | undefined> {
  try {
    return await response;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw asUnavailable(error);
  }
}

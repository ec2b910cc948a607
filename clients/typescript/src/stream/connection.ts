import type { AtelierError } from '../errors.js';
import type { StreamMessage } from '../types.js';

/** Why a connection is no more. */
export type Ending =
  /** The job has ended, and its last event was sent. */
  | { readonly kind: 'ended' }
  /** To be connected anew, with the last number; after so many ms, if the service said so. */
  | { readonly kind: 'lost'; readonly cause: unknown; readonly waitMs?: number | undefined }
  /** Connecting anew would be no use. */
  | { readonly kind: 'refused'; readonly error: AtelierError };

/**
 * One connection to a job's stream: its messages, then why it is no more.
 * @param after only events of a greater `seq` are sent
 * @param signal closes the connection
 */
export type Connect = (after: number, signal: AbortSignal) => AsyncGenerator<StreamMessage, Ending>;

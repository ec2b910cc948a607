/**
 * Every error a client, a job record or a log can name: one catalogue. docs/errors.md is held against it by a test.
 *
 * Codes are stable: clients match on them. `retryable` says that the same request may succeed later, unchanged.
 */
export const errorCatalogue = {
  validation_failed: { status: 422, retryable: false, title: 'The request has wrong or unknown fields' },
  malformed_request: { status: 400, retryable: false, title: 'The request could not be read' },
  request_timeout: { status: 408, retryable: true, title: 'The request took too long to arrive' },
  headers_too_large: { status: 431, retryable: false, title: 'The request has too many or too long headers' },
  unauthenticated: { status: 401, retryable: false, title: 'A valid API key is needed' },
  forbidden: { status: 403, retryable: false, title: "The key's scopes do not allow this" },
  origin_refused: { status: 403, retryable: false, title: 'Web pages of this origin may not use the service' },
  host_refused: { status: 421, retryable: false, title: 'The service is not known by this name' },
  rate_limited: { status: 429, retryable: true, title: 'The key has had its share of requests for now' },
  quota_exceeded: { status: 429, retryable: true, title: "The workspace's quota is used up" },
  key_not_found: { status: 404, retryable: false, title: 'There is no such API key' },
  not_found: { status: 404, retryable: false, title: 'There is no such resource' },
  method_not_allowed: { status: 405, retryable: false, title: 'There is no such method here; Allow says which' },
  not_acceptable: { status: 406, retryable: false, title: 'None of the accepted media types can be produced' },
  payload_too_large: { status: 413, retryable: false, title: 'The request body is too large' },
  range_not_satisfiable: { status: 416, retryable: false, title: 'The file does not have the bytes of this range' },
  unsupported_media_type: { status: 415, retryable: false, title: 'The media type of the body is not supported' },
  dataset_not_found: { status: 404, retryable: false, title: 'There is no such dataset' },
  dataset_empty: { status: 422, retryable: false, title: 'The dataset holds no usable image' },
  too_many_devices: { status: 422, retryable: false, title: 'No worker has as many devices as ngpu asks for' },
  dataset_in_use: { status: 409, retryable: false, title: 'A job that has not ended uses the dataset' },
  archive_invalid: { status: 422, retryable: false, title: 'The zip archive is damaged or not allowed' },
  job_not_found: { status: 404, retryable: false, title: 'There is no such job' },
  job_state_conflict: { status: 409, retryable: false, title: "The job's state does not allow this" },
  checkpoint_not_found: { status: 404, retryable: false, title: 'There is no such checkpoint' },
  checkpoint_in_use: { status: 409, retryable: false, title: "A model holds one of the job's checkpoints" },
  model_not_found: { status: 404, retryable: false, title: 'There is no such model' },
  webhook_not_found: { status: 404, retryable: false, title: 'There is no such webhook' },
  delivery_not_found: { status: 404, retryable: false, title: 'There is no such delivery of the webhook' },
  webhook_disabled: { status: 409, retryable: false, title: 'The webhook is disabled' },
  design_not_found: { status: 404, retryable: false, title: 'There is no such design' },
  design_lost: { status: 410, retryable: false, title: 'The design and its checkpoint are both gone' },
  precondition_failed: { status: 412, retryable: false, title: 'What is there is not as the request wants it to be' },
  export_impossible: { status: 422, retryable: false, title: 'The checkpoint cannot be written in this format' },
  weights_invalid: { status: 422, retryable: false, title: "The weights are not those of the tutorial's networks" },
  idempotency_key_reused: { status: 422, retryable: false, title: 'The idempotency key came with another request' },
  idempotency_in_flight: { status: 409, retryable: true, title: 'A request with the idempotency key is at work' },
  no_checkpoint_yet: { status: 409, retryable: true, title: 'The job has no checkpoint yet' },
  job_not_evaluated: { status: 409, retryable: false, title: 'The job has no best checkpoint: it is not evaluated' },
  sample_not_found: { status: 404, retryable: false, title: 'There is no sample grid of that step' },
  no_metrics_yet: { status: 409, retryable: true, title: 'The job has no metrics yet' },
  no_samples_yet: { status: 409, retryable: true, title: 'The job has no sample grids yet' },
  training_diverged: { status: 500, retryable: false, title: 'A loss or weight became NaN or infinite' },
  replicas_differ: { status: 500, retryable: false, title: "A run's replicas no longer hold the same weights" },
  attempts_exhausted: { status: 500, retryable: false, title: 'The job crashed too many times' },
  checkpoint_damaged: { status: 500, retryable: false, title: 'A checkpoint does not match its checksum' },
  storage_unavailable: { status: 507, retryable: true, title: 'The store cannot be read or written' },
  sampler_failed: { status: 500, retryable: true, title: 'The sampler could not generate the designs' },
  no_worker: { status: 503, retryable: true, title: 'No worker is running' },
  client_gone: { status: 499, retryable: true, title: 'The client went away before it had its answer' },
  generation_timeout: { status: 503, retryable: true, title: 'The designs were not ready in time' },
  redis_unavailable: { status: 503, retryable: true, title: 'Redis cannot be reached' },
  overloaded: { status: 503, retryable: true, title: 'The server has more requests than it can take' },
  shutting_down: { status: 503, retryable: true, title: 'The server is shutting down' },
  internal_error: { status: 500, retryable: true, title: 'The server failed' },
} as const satisfies Record<string, { status: number; retryable: boolean; title: string }>;

export type ErrorCode = keyof typeof errorCatalogue;

/** What is wrong with one field of a request. */
export interface FieldError {
  /** Path of the field, e.g. `hyperparameters.batchSize`. */
  readonly field: string;
  readonly reason: string;
  /** The nearest known name, for an unknown field. */
  readonly didYouMean?: string;
}

export interface AtelierErrorOptions {
  readonly fields?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** An error of the catalogue. Its message is for people; its code is for programs. */
export class AtelierError extends Error {
  override readonly name = 'AtelierError';
  readonly fields: readonly FieldError[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: AtelierErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.fields = options.fields;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): number {
    return errorCatalogue[this.code].status;
  }

  get title(): string {
    return errorCatalogue[this.code].title;
  }
}

/** A `validation_failed` for one field. */
export function invalidField(field: string, reason: string): AtelierError {
  return new AtelierError('validation_failed', `${field}: ${reason}`, { fields: [{ field, reason }] });
}

/** What a job record and a `state` event say of a failure. */
export interface ErrorSummary {
  readonly code: ErrorCode;
  readonly message: string;
}

/** The catalogue's view of any thrown value; what isn't ours is an `internal_error` with its message. */
export function summarizeError(error: unknown): ErrorSummary {
  if (error instanceof AtelierError) return { code: error.code, message: error.message };
  return { code: 'internal_error', message: error instanceof Error ? error.message : String(error) };
}

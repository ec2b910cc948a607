import type { components, paths } from './openapi.js';

type Schemas = components['schemas'];
type Query<Path extends keyof paths> = paths[Path] extends { get: { parameters: { query?: infer Q } } }
  ? NonNullable<Q>
  : never;

export type ApiKey = Schemas['ApiKey'];
export type Architecture = Schemas['Architecture'];
export type AuditEntry = Schemas['AuditEntry'];
export type Checkpoint = Schemas['Checkpoint'];
export type CreateJob = Schemas['CreateJob'];
export type CreateKey = Schemas['CreateKey'];
export type CreateWebhook = Schemas['CreateWebhook'];
export type CreatedKey = Schemas['CreatedKey'];
export type CreatedWebhook = Schemas['CreatedWebhook'];
export type Dataset = Schemas['Dataset'];
export type DatasetImage = Schemas['DatasetImage'];
export type Delivery = Schemas['Delivery'];
export type Design = Schemas['Design'];
export type Designs = Schemas['Designs'];
export type DownloadDesigns = Schemas['DownloadDesigns'];
export type Gap = Schemas['Gap'];
export type Generate = Schemas['Generate'];
export type Hello = Schemas['Hello'];
export type Hyperparameters = Schemas['Hyperparameters'];
export type InspectedDataset = Schemas['InspectedDataset'];
export type Job = Schemas['Job'];
/** Its `type` says what its `data` is. */
export type JobEvent = Schemas['JobEvent'];
export type JobState = Schemas['JobState'];
export type Model = Schemas['Model'];
export type ModelSummary = Schemas['ModelSummary'];
export type PutModel = Schemas['PutModel'];
export type QualityOfStep = Schemas['QualityOfStep'];
export type Recipe = Schemas['Recipe'];
export type RotateSecret = Schemas['RotateSecret'];
export type Step = Schemas['Step'];
export type StreamMessage = Schemas['StreamMessage'];
export type Ticket = Schemas['Ticket'];
export type UpdateDesign = Schemas['UpdateDesign'];
export type UpdateWebhook = Schemas['UpdateWebhook'];
export type UploadStatus = Schemas['UploadStatus'];
export type Webhook = Schemas['Webhook'];
/** What a webhook is sent: its `type` says what its `data` is. */
export type WebhookPayload = Schemas['WebhookPayload'];

export type DesignFilter = Omit<Query<'/designs'>, 'limit' | 'cursor'>;

/** What every call takes. */
export interface CallOptions {
  /** Ends the call: it throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The states in which a job stays as it is. */
const ENDS: readonly JobState[] = ['succeeded', 'failed', 'cancelled'];

export function hasEnded({ state }: Pick<Job, 'state'>): boolean {
  return ENDS.includes(state);
}

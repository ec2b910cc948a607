import { z } from 'zod';
import { workspaceNameSchema } from './access.js';
import { errorSummarySchema } from './event.js';
import { jobStateSchema, jobStates, pauseReasonSchema } from './job-state.js';

/** What webhooks can be told of: every state of a job. */
export const webhookEvents = jobStates.map((state) => `job.${state}` as const);
export type WebhookEvent = (typeof webhookEvents)[number];

/** Webhooks that a workspace may have. */
export const MAX_WEBHOOKS = 20;
/** For how long an old secret may go on signing beside the new one, in seconds: a week. */
const MAX_OVERLAP_SECONDS = 7 * 24 * 60 * 60;
/** A day. */
export const DEFAULT_OVERLAP_SECONDS = 24 * 60 * 60;

const urlSchema = z
  .string()
  .max(2_048)
  .refine((text) => isPlainUrl(text), 'is no http:// or https:// URL without a user, a password and a fragment')
  .describe(
    'Where messages are posted: http or https, at most 2,048 characters, without credentials in it. Addresses inside the ' +
      'operator’s network are refused, here where they are written out, else at each delivery.',
  )
  .meta({ example: 'https://shop.example/hooks/atelier' });

const eventsSchema = z
  .array(z.enum(webhookEvents))
  .min(1)
  .transform((given) => webhookEvents.filter((event) => given.includes(event)))
  .describe('The job states to be told of, at least one; all of them by default.')
  .meta({ example: ['job.succeeded', 'job.failed'] });

const descriptionSchema = z
  .string()
  .trim()
  .max(200)
  .describe('What the webhook is for, in at most 200 characters.')
  .meta({ example: 'tells the shop of new models' });

/** The body of `POST /webhooks`. */
export const createWebhookSchema = z
  .strictObject({
    url: urlSchema,
    events: eventsSchema.optional(),
    description: descriptionSchema.optional(),
  })
  .meta({ id: 'CreateWebhook' });
export type CreateWebhook = z.infer<typeof createWebhookSchema>;

/** The body of `PATCH /webhooks/{id}`: what is left out stays. */
export const updateWebhookSchema = z
  .strictObject({
    url: urlSchema.optional(),
    events: eventsSchema.optional(),
    description: descriptionSchema.nullable().optional(),
    enabled: z
      .boolean()
      .optional()
      .describe('False tells it of nothing any more, true of what happens from then on.')
      .meta({ example: true }),
  })
  .meta({ id: 'UpdateWebhook' });
export type UpdateWebhook = z.infer<typeof updateWebhookSchema>;

/** The body of `POST /webhooks/{id}/rotate-secret`, which may be left out. */
export const rotateSecretSchema = z
  .strictObject({
    overlapSeconds: z
      .int()
      .min(0)
      .max(MAX_OVERLAP_SECONDS)
      .default(DEFAULT_OVERLAP_SECONDS)
      .describe(
        'For how many seconds the old secret goes on signing beside the new one, 0 to 604,800; a day by default. 0 for a ' +
          'secret that somebody has got hold of.',
      )
      .meta({ example: 86_400 }),
  })
  .meta({ id: 'RotateSecret' });

const time = (text: string) => z.iso.datetime().describe(text).meta({ example: '2026-11-25T09:30:00.000Z' });

export const webhookSchema = z
  .object({
    id: z.string().describe('Id of the webhook.').meta({ example: 'wh_01KAXQ5T9M3Z8W6V4C2B1N0D7F' }),
    url: urlSchema,
    events: z
      .array(z.enum(webhookEvents))
      .describe('The job states that it is told of.')
      .meta({ example: ['job.succeeded', 'job.failed'] }),
    description: descriptionSchema.nullable(),
    enabled: z.boolean().describe('Whether it is told of anything.').meta({ example: true }),
    disabled: z
      .object({
        at: time('When it was disabled.'),
        reason: z
          .enum(['request', 'gone', 'failing', 'backlog'])
          .describe(
            '`request`: by `PATCH`. `gone`: its receiver answered 410. `failing`: a message was given up after its last ' +
              'attempt, days after the first, and nothing reached the receiver in all that time. `backlog`: it failed, and ' +
              '10,000 messages were owed to it.',
          )
          .meta({ example: 'failing' }),
      })
      .nullable()
      .describe('Why it is told of nothing; null while it is enabled.'),
    failingSince: time(
      'The first failure since a message was last delivered; null if the last attempt succeeded.',
    ).nullable(),
    lastDeliveredAt: time('When a message was last delivered; null if none ever was.').nullable(),
    oldSecretUntil: time('Until when the secret before the last rotation signs too; null if it doesn’t.').nullable(),
    createdAt: time('When it was created.'),
  })
  .meta({ id: 'Webhook' });
export type Webhook = z.infer<typeof webhookSchema>;

const secretSchema = z
  .string()
  .describe(
    'What its messages are signed with: `whsec_` and 32 random bytes in base64. It is told here and nowhere else.',
  )
  .meta({ example: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDazfgh5hKpJE=' });

export const createdWebhookSchema = webhookSchema.extend({ secret: secretSchema }).meta({ id: 'CreatedWebhook' });
export type CreatedWebhook = z.infer<typeof createdWebhookSchema>;

const attemptSchema = z
  .object({
    number: z.int().describe('From 1, replays counted on.').meta({ example: 1 }),
    at: time('When the request was sent.'),
    durationMs: z.int().describe('How long it took, in milliseconds; at most 15,000 or so.').meta({ example: 84 }),
    status: z
      .int()
      .nullable()
      .describe('The HTTP status of the answer; null if there was none.')
      .meta({ example: 503 }),
    error: z
      .string()
      .nullable()
      .describe('Why the attempt failed; null for one that delivered.')
      .meta({ example: 'answered 503' }),
  })
  .meta({ id: 'DeliveryAttempt' });
export type DeliveryAttempt = z.infer<typeof attemptSchema>;

/** One message to one webhook. */
export const deliverySchema = z
  .object({
    id: z
      .string()
      .describe('The message’s id, sent as `webhook-id` with every attempt; the same for all webhooks that are told.')
      .meta({ example: 'msg_01KAXQ5T9M3Z8W6V4C2B1N0D7F' }),
    webhook: z.string().describe('Id of the webhook.').meta({ example: 'wh_01KAXQ5T9M3Z8W6V4C2B1N0D7F' }),
    type: z
      .enum([...webhookEvents, 'ping'])
      .describe('What it tells of.')
      .meta({ example: 'job.succeeded' }),
    job: z
      .string()
      .nullable()
      .describe('Id of the job that it tells of; null for a ping.')
      .meta({ example: 'job_01KAXQ5T9M3Z8W6V4C2B1N0D7F' }),
    state: z
      .enum(['pending', 'delivered', 'failed'])
      .describe('`pending`: owed, perhaps tried already. `failed`: given up.')
      .meta({ example: 'delivered' }),
    note: z
      .string()
      .nullable()
      .describe('Why it was given up; null if it was not.')
      .meta({ example: 'the webhook is disabled' }),
    createdAt: time('When what it tells of happened.'),
    nextAttemptAt: time(
      'When it is tried next. Null if it will not be, or waits for the first attempt of a message before it of the same job.',
    ).nullable(),
    attempts: z.array(attemptSchema).describe('The newest 20 attempts, oldest first.'),
    payload: z
      .record(z.string(), z.unknown())
      .describe('What is sent: see `WebhookPayload`.')
      .meta({
        example: {
          type: 'ping',
          timestamp: '2026-11-25T09:30:00.000Z',
          data: { webhook: 'wh_01KAXQ5T9M3Z8W6V4C2B1N0D7F' },
        },
      }),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.infer<typeof deliverySchema>;

/** What a receiver gets as the body of a message that tells of a job. A ping's `data` has the webhook's id alone. */
export const webhookPayloadSchema = z
  .object({
    type: z.enum(webhookEvents).describe('What happened.').meta({ example: 'job.succeeded' }),
    timestamp: time('When it happened.'),
    data: z
      .object({
        job: z.string().describe('Id of the job.').meta({ example: 'job_01KAXQ5T9M3Z8W6V4C2B1N0D7F' }),
        workspace: workspaceNameSchema.describe('The workspace that it belongs to.').meta({ example: 'default' }),
        name: z.string().nullable().describe('Its name; null for none.').meta({ example: 'autumn' }),
        metadata: z
          .record(z.string(), z.string())
          .describe('The labels that it was posted with.')
          .meta({ example: { season: 'autumn' } }),
        seq: z
          .int()
          .describe('Number of the event in the job’s log, from 1. Of two messages of a job, the higher is the later.')
          .meta({ example: 1_204 }),
        state: jobStateSchema.describe('The state that the job is in since.').meta({ example: 'succeeded' }),
        attempt: z.int().optional().describe('The execution that it belongs to, from 1.').meta({ example: 1 }),
        fromStep: z
          .int()
          .optional()
          .describe('The step that a running job starts from; 0 for the beginning.')
          .meta({ example: 0 }),
        reason: z.string().optional().describe('Why, if not by request.').meta({ example: 'crashed: exit code 137' }),
        pauseReason: pauseReasonSchema.optional().describe('Why a job is paused.').meta({ example: 'request' }),
        error: errorSummarySchema.optional().describe('Why a job failed.'),
      })
      .describe('The job, as the event in its log has it.'),
  })
  .meta({ id: 'WebhookPayload' });
export type WebhookPayload = z.infer<typeof webhookPayloadSchema>;

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '' && hash === '';
}

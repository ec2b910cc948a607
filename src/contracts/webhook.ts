import { z } from 'zod';
import { workspaceNameSchema } from './access.js';
import { errorSummarySchema } from './error.js';
import { exampleOf } from './examples.js';
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

const URL_EXAMPLE = 'https://shop.example/hooks/atelier';
const EVENTS_EXAMPLE = ['job.succeeded', 'job.failed'];

const urlSchema = z
  .string()
  .max(2_048)
  .refine((text) => isPlainUrl(text), 'is no http:// or https:// URL without a user, a password and a fragment')
  .describe(
    'Where messages are posted: http or https, at most 2,048 characters, without credentials in it. Addresses inside the ' +
      'operator’s network are refused, here where they are written out, else at each delivery.',
  );

const eventsSchema = z
  .array(z.enum(webhookEvents))
  .min(1)
  .max(webhookEvents.length)
  .describe('The job states to be told of, at least one; all of them by default.');

const descriptionSchema = z.string().trim().max(200);

/** The body of `POST /webhooks`. */
export const createWebhookSchema = z
  .strictObject({
    url: urlSchema,
    events: eventsSchema.optional(),
    description: descriptionSchema.optional().describe('What the webhook is for, in at most 200 characters.'),
  })
  .meta({ id: 'CreateWebhook', examples: [{ url: URL_EXAMPLE, events: EVENTS_EXAMPLE, description: 'the web shop' }] });
export type CreateWebhook = z.infer<typeof createWebhookSchema>;

/** The body of `PATCH /webhooks/{id}`: what is left out stays. */
export const updateWebhookSchema = z
  .strictObject({
    url: urlSchema.optional(),
    events: eventsSchema.optional().describe('The job states to be told of, at least one; left out, they stay.'),
    description: descriptionSchema
      .nullable()
      .optional()
      .describe('What the webhook is for, in at most 200 characters; null for nothing.'),
    enabled: z.boolean().optional().describe('False tells it of nothing any more, true of what happens from then on.'),
  })
  .meta({
    id: 'UpdateWebhook',
    examples: [{ url: URL_EXAMPLE, events: EVENTS_EXAMPLE, description: 'the web shop', enabled: true }],
  });
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
      ),
  })
  .meta({ id: 'RotateSecret', examples: [{ overlapSeconds: 86_400 }] });

const time = (description: string) => z.iso.datetime().describe(description);
const timeOrNull = (description: string, example: string = exampleOf.now) =>
  z.iso
    .datetime()
    .nullable()
    .meta({ description, examples: [example] });

const exampleWebhook = {
  id: exampleOf.webhook,
  url: URL_EXAMPLE,
  events: EVENTS_EXAMPLE,
  description: 'the web shop',
  enabled: true,
  disabled: null,
  failingSince: null,
  lastDeliveredAt: exampleOf.now,
  oldSecretUntil: null,
  createdAt: exampleOf.createdAt,
};

const exampleAttempt = { number: 1, at: exampleOf.now, durationMs: 84, status: 503, error: 'answered 503' };

const examplePayload = {
  type: 'job.succeeded',
  timestamp: exampleOf.now,
  data: {
    job: exampleOf.job,
    workspace: 'default',
    name: 'autumn',
    metadata: { season: 'autumn' },
    seq: 1_204,
    state: 'succeeded',
    attempt: 1,
  },
};

export const webhookSchema = z
  .object({
    id: z.string().describe('Id of the webhook.'),
    url: urlSchema,
    events: z.array(z.enum(webhookEvents)).describe('The job states that it is told of.'),
    description: descriptionSchema.nullable().describe('What the webhook is for; null if nobody said.'),
    enabled: z.boolean().describe('Whether it is told of anything.'),
    disabled: z
      .object({
        at: time('When it was disabled.').meta({ examples: [exampleOf.now] }),
        reason: z
          .enum(['request', 'gone', 'failing', 'backlog'])
          .describe(
            '`request`: by `PATCH`. `gone`: its receiver answered 410. `failing`: a message was given up after its last ' +
              'attempt, days after the first, and nothing reached the receiver in all that time. `backlog`: it failed, and ' +
              '10,000 messages were owed to it.',
          )
          .meta({ examples: ['failing'] }),
      })
      .nullable()
      .describe('Why it is told of nothing; null while it is enabled.'),
    failingSince: timeOrNull(
      'The first failure since a message was last delivered; null if the last attempt succeeded.',
    ),
    lastDeliveredAt: timeOrNull('When a message was last delivered; null if none ever was.'),
    oldSecretUntil: timeOrNull(
      'Until when the secret before the last rotation signs too; null if it doesn’t.',
      '2026-11-21T09:48:05.000Z',
    ),
    createdAt: time('When it was created.'),
  })
  .meta({ id: 'Webhook', examples: [exampleWebhook] });
export type Webhook = z.infer<typeof webhookSchema>;

const secretSchema = z
  .string()
  .describe(
    'What its messages are signed with: `whsec_` and 32 random bytes in base64. It is told here and nowhere else.',
  );

export const createdWebhookSchema = webhookSchema.extend({ secret: secretSchema }).meta({
  id: 'CreatedWebhook',
  examples: [
    { ...exampleWebhook, lastDeliveredAt: null, secret: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDazfgh5hKpJE=' },
  ],
});
export type CreatedWebhook = z.infer<typeof createdWebhookSchema>;

const attemptSchema = z
  .object({
    number: z.int().describe('From 1, replays counted on.'),
    at: time('When the request was sent.'),
    durationMs: z.int().describe('How long it took, in milliseconds; at most 15,000 or so.'),
    status: z.int().nullable().describe('The HTTP status of the answer; null if there was none.'),
    error: z.string().nullable().describe('Why the attempt failed; null for one that delivered.'),
  })
  .meta({ id: 'DeliveryAttempt', examples: [exampleAttempt] });
export type DeliveryAttempt = z.infer<typeof attemptSchema>;

/** One message to one webhook. */
export const deliverySchema = z
  .object({
    id: z
      .string()
      .describe('The message’s id, sent as `webhook-id` with every attempt; the same for all webhooks that are told.'),
    webhook: z.string().describe('Id of the webhook.'),
    type: z.enum([...webhookEvents, 'ping']).describe('What it tells of.'),
    job: z.string().nullable().describe('Id of the job that it tells of; null for a ping.'),
    state: z
      .enum(['pending', 'delivered', 'failed'])
      .describe('`pending`: owed, perhaps tried already. `failed`: given up.'),
    note: z
      .string()
      .nullable()
      .meta({ description: 'Why it was given up; null if it was not.', examples: ['the webhook is disabled'] }),
    createdAt: time('When what it tells of happened.'),
    nextAttemptAt: timeOrNull(
      'When it is tried next. Null if it will not be, or waits for the first attempt of a message before it of the same job.',
    ),
    attempts: z.array(attemptSchema).describe('The newest 20 attempts, oldest first.'),
    payload: z.record(z.string(), z.unknown()).describe('What is sent: see `WebhookPayload`.'),
  })
  .meta({
    id: 'Delivery',
    examples: [
      {
        id: exampleOf.message,
        webhook: exampleOf.webhook,
        type: 'job.succeeded',
        job: exampleOf.job,
        state: 'pending',
        note: null,
        createdAt: exampleOf.now,
        nextAttemptAt: '2026-11-20T09:48:10.000Z',
        attempts: [exampleAttempt],
        payload: examplePayload,
      },
    ],
  });
export type Delivery = z.infer<typeof deliverySchema>;

/** What a receiver gets as the body of a message that tells of a job. A ping's `data` has the webhook's id alone. */
export const webhookPayloadSchema = z
  .object({
    type: z.enum(webhookEvents).describe('What happened.'),
    timestamp: time('When it happened.'),
    data: z
      .object({
        job: z.string().describe('Id of the job.'),
        workspace: workspaceNameSchema.describe('The workspace that it belongs to.'),
        name: z.string().nullable().describe('Its name; null for none.'),
        metadata: z.record(z.string(), z.string()).describe('The labels that it was posted with.'),
        seq: z
          .int()
          .describe('Number of the event in the job’s log, from 1. Of two messages of a job, the higher is the later.'),
        state: jobStateSchema.describe('The state that the job is in since.'),
        attempt: z.int().optional().describe('The execution that it belongs to, from 1.'),
        fromStep: z
          .int()
          .optional()
          .meta({ description: 'The step that a running job starts from; 0 for the beginning.', examples: [480] }),
        reason: z
          .string()
          .optional()
          .meta({ description: 'Why, if not by request.', examples: ['crashed: exit code 137'] }),
        pauseReason: pauseReasonSchema.optional().meta({ description: 'Why a job is paused.', examples: ['request'] }),
        error: errorSummarySchema.optional().describe('Why a job failed.'),
      })
      .describe('The job, as the event in its log has it.'),
  })
  .meta({ id: 'WebhookPayload', examples: [examplePayload] });
export type WebhookPayload = z.infer<typeof webhookPayloadSchema>;

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '' && hash === '';
}

import { z } from 'zod';
import { exampleOf } from './examples.js';

/**
 * What a key may do. `admin` alone gives nothing else: a key that is to train as well has both. `metrics` looks at the
 * whole service, so only keys of the workspace `default` have it.
 */
export const scopes = ['read', 'train', 'generate', 'admin', 'metrics'] as const;
export type Scope = (typeof scopes)[number];

/** Where everything belongs when there are no keys. */
export const DEFAULT_WORKSPACE = 'default';

/** A workspace's name is part of paths in the store. */
export const workspaceNameSchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'lower-case letters, digits and inner hyphens, at most 63');

export const scopesSchema = z
  .array(z.enum(scopes))
  .min(1)
  .transform((given) => scopes.filter((scope) => given.includes(scope)));

const keyNameSchema = z.string().normalize().trim().min(1).max(100);

/** The body of `POST /keys`. */
export const createKeySchema = z
  .strictObject({
    name: keyNameSchema.describe('Who or what the key is for.'),
    scopes: z
      .array(z.enum(scopes))
      .min(1)
      .max(scopes.length)
      .describe(
        '`read` looks and watches, `train` changes datasets, jobs and models, `generate` makes designs, `admin` manages keys; ' +
          '`metrics`, for keys of the workspace `default` only, reads the metrics of the whole service.',
      ),
  })
  .meta({ id: 'CreateKey', examples: [{ name: 'the web shop', scopes: ['read', 'generate'] }] });

const exampleKey = {
  id: exampleOf.key,
  name: 'the web shop',
  workspace: DEFAULT_WORKSPACE,
  scopes: ['read', 'generate'],
  createdAt: exampleOf.createdAt,
  lastUsedAt: exampleOf.now,
};

/** A key, as those see it who manage keys: without its secret. */
export const apiKeySchema = z
  .object({
    id: z.string().describe('Eight characters, which are also the second part of the key itself.'),
    name: z.string().describe('Who or what the key is for.'),
    workspace: z.string().describe('What the key gives access to, and nothing of any other.'),
    scopes: z.array(z.enum(scopes)).describe('What it may do.'),
    createdAt: z.iso.datetime().describe('When it was made.'),
    lastUsedAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'To about ten seconds; null if it was never used.', examples: [exampleOf.now] }),
  })
  .meta({ id: 'ApiKey', examples: [exampleKey] });
export type ApiKey = z.infer<typeof apiKeySchema>;

/** The answer of `POST /keys`: the only time that the whole key is told. */
export const createdKeySchema = apiKeySchema
  .extend({ key: z.string().describe('`atl_<id>_<secret>`, for `Authorization: Bearer`. It cannot be read again.') })
  .meta({
    id: 'CreatedKey',
    examples: [{ ...exampleKey, lastUsedAt: null, key: `atl_${exampleOf.key}_0vB3…` }],
  });
export type CreatedKey = z.infer<typeof createdKeySchema>;

/** The body of `POST /tickets`. */
export const createTicketSchema = z
  .strictObject({ job: z.string().max(64).describe('The job whose stream is to be watched.') })
  .meta({ id: 'CreateTicket', examples: [{ job: exampleOf.job }] });

export const ticketSchema = z
  .object({
    ticket: z.string().describe('For `GET /jobs/{id}/stream?ticket=…`, once.'),
    expiresAt: z.iso.datetime().describe('Until when it can be used: 30 seconds after it was asked for.'),
  })
  .meta({ id: 'Ticket', examples: [{ ticket: 'kR2x…', expiresAt: '2026-11-20T09:48:35.000Z' }] });
export type Ticket = z.infer<typeof ticketSchema>;

/** One thing that somebody did, or was refused. */
export const auditEntrySchema = z
  .object({
    id: z.string().describe('Names the entry; `cursor` takes it.'),
    at: z.iso.datetime().describe('When the answer was sent.'),
    key: z.string().nullable().describe('Id of the key that was used; null without keys, and for the command line.'),
    action: z
      .string()
      .describe('The route, such as `POST /jobs/:id/cancel`, or the command, such as `atelier keys revoke`.'),
    target: z.string().nullable().describe('Id of what it was done to or what it made, where it has one.'),
    status: z.int().nullable().describe('The HTTP status of the answer; null for the command line.'),
    requestId: z
      .string()
      .nullable()
      .describe('`X-Request-Id` of the answer, which is in the log too; null for the command line.'),
    address: z.string().nullable().describe('Where the request came from.'),
  })
  .meta({
    id: 'AuditEntry',
    examples: [
      {
        id: '1795340885000-0',
        at: exampleOf.now,
        key: exampleOf.key,
        action: 'POST /jobs/:id/cancel',
        target: exampleOf.job,
        status: 200,
        requestId: exampleOf.requestId,
        address: '192.0.2.7',
      },
    ],
  });
export type AuditEntry = z.infer<typeof auditEntrySchema>;

import { exampleOf } from '../contracts/examples.js';

const header = (name: string, description: string, example: string) =>
  ({ name, in: 'header', required: true, description, schema: { type: 'string' }, example }) as const;

/** What this service posts to webhooks, for openapi.yaml: the one kind of request that it sends itself. */
export const webhookMessages = {
  jobState: {
    post: {
      operationId: 'jobState',
      summary: 'A job came to a state',
      description:
        'Sent to each webhook that asks for it. It may come more than once, under the same `webhook-id`, and after later ' +
        'ones: `data.seq` tells. docs/webhooks.md says how the signature is checked.',
      tags: ['webhooks'],
      parameters: [
        header('webhook-id', 'Names the message.', exampleOf.message),
        header('webhook-timestamp', 'When this attempt is made, in seconds since 1970.', '1795512600'),
        header(
          'webhook-signature',
          'Signatures with a space between them: `v1,` and an HMAC-SHA256 in base64.',
          'v1,K5oZ…',
        ),
      ],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/WebhookPayload' } } },
      },
      responses: {
        '2XX': { description: 'Delivered. Answer within 15 seconds.' },
        '410': { description: 'No more messages, please: the webhook is disabled.' },
        default: {
          description: 'Not delivered: it is sent again later, as `Retry-After` asks. Redirects are not followed.',
        },
      },
    },
  },
};

import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { CreatedWebhook, Delivery, Webhook } from '../contracts/webhook.js';
import type { Client } from './client.js';
import { writeLine } from './write-line.js';

const LOOK_EVERY_MS = 200;

interface Given {
  readonly url: string;
}

/**
 * Adds `atelier webhooks …`. Every command writes one line a webhook (id, whether it is enabled, its address, its events) or
 * delivery (id, type, state, attempts, the last attempt's status or error).
 */
export function addWebhookCommands(program: Command, defaultUrl: string, clientOf: (url: string) => Client): void {
  const webhooks = program.command('webhooks').description('manage the webhooks of a running Atelier');
  const command = (usage: string, description: string) =>
    webhooks.command(usage).description(description).option('--url <url>', 'where Atelier runs', defaultUrl);

  command('list', 'list webhooks, oldest first').action(async ({ url }: Given) => {
    for (const webhook of (await clientOf(url).json<{ items: Webhook[] }>('/webhooks')).items) print(webhook);
  });

  command('create <address>', 'create a webhook; its secret, written last, cannot be read again')
    .option('--events <events...>', 'job states to tell of, such as job.succeeded; all by default')
    .option('--description <text>', 'what it is for')
    .action(async (address: string, { url, ...rest }: Given & { events?: string[]; description?: string }) => {
      printWithSecret(await clientOf(url).json<CreatedWebhook>('/webhooks', { url: address, ...rest }));
    });

  for (const [name, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    command(`${name} <webhook>`, `${name} a webhook`).action(async (id: string, { url }: Given) => {
      print(await clientOf(url).json<Webhook>(pathOf(id), { enabled }, 'PATCH'));
    });
  }

  command('rotate-secret <webhook>', 'give a webhook a new secret; the old one signs too for a day')
    .option('--at-once', 'the old one signs no more')
    .action(async (id: string, { url, atOnce }: Given & { atOnce?: true }) => {
      const body = atOnce ? { overlapSeconds: 0 } : {};
      printWithSecret(await clientOf(url).json<CreatedWebhook>(`${pathOf(id)}/rotate-secret`, body));
    });

  command('test <webhook>', 'send a ping and say how it went').action(async (id: string, { url }: Given) => {
    const client = clientOf(url);
    let ping = await client.json<Delivery>(`${pathOf(id)}/test`, {});
    while (ping.state === 'pending') {
      await sleep(LOOK_EVERY_MS);
      ping = await client.json<Delivery>(`${pathOf(id)}/deliveries/${ping.id}`);
    }
    printDelivery(ping);
    if (ping.state !== 'delivered') process.exitCode = 1;
  });

  command('deliveries <webhook>', 'list what a webhook was sent or is owed, newest first').action(
    async (id: string, { url }: Given) => {
      for await (const each of clientOf(url).items<Delivery>(`${pathOf(id)}/deliveries`)) printDelivery(each);
    },
  );

  command('replay <webhook> <delivery>', 'send a message once more').action(
    async (id: string, delivery: string, { url }: Given) => {
      const path = `${pathOf(id)}/deliveries/${encodeURIComponent(delivery)}/replay`;
      printDelivery(await clientOf(url).json<Delivery>(path, {}));
    },
  );

  command('delete <webhook>', 'delete a webhook, with what it is owed').action(async (id: string, { url }: Given) => {
    await clientOf(url).remove(pathOf(id));
    writeLine(id, 'deleted');
  });
}

function pathOf(id: string): string {
  return `/webhooks/${encodeURIComponent(id)}`;
}

function print({ id, enabled, disabled, url, events }: Webhook): void {
  writeLine(id, enabled ? 'enabled' : `disabled:${disabled?.reason}`, url, events.join(','));
}

function printWithSecret(webhook: CreatedWebhook): void {
  print(webhook);
  writeLine(webhook.secret);
}

function printDelivery({ id, type, state, attempts }: Delivery): void {
  const last = attempts.at(-1);
  writeLine(id, type, state, String(last?.number ?? 0), ...(last ? [last.error ?? String(last.status)] : []));
}

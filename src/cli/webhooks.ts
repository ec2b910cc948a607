import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import type { CreatedWebhook, CreateWebhook, Delivery, Webhook } from '../../clients/typescript/src/index.js';
import { webhookEvents } from '../contracts/webhook.js';
import { type ServiceOptions, serviceOf, urlOption } from './service.js';
import { writeLine } from './write-line.js';

const POLL_MS = 200;

/**
 * Adds `atelier webhooks …`. Every command writes one line a webhook (id, whether it is enabled, its address, its events) or
 * delivery (id, type, state, attempts, the last attempt's status or error).
 */
export function addWebhookCommands(program: Command): void {
  const webhooks = program.command('webhooks').description('manage the webhooks of a running Atelier');
  const command = (usage: string, description: string) =>
    webhooks.command(usage).description(description).addOption(urlOption);

  command('list', 'list webhooks, oldest first').action(async (options: ServiceOptions) => {
    for (const webhook of await serviceOf(options).webhooks.list()) print(webhook);
  });

  command('create <address>', 'create a webhook; its secret, written last, cannot be read again')
    .addOption(new Option('--events <events...>', 'job states to tell of; all by default').choices(webhookEvents))
    .option('--description <text>', 'what it is for')
    .action(async (address: string, { url, ...rest }: ServiceOptions & Omit<CreateWebhook, 'url'>) => {
      printWithSecret(await serviceOf({ url }).webhooks.create({ url: address, ...rest }));
    });

  for (const [name, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    command(`${name} <webhook>`, `${name} a webhook`).action(async (id: string, options: ServiceOptions) => {
      print(await serviceOf(options).webhooks.update(id, { enabled }));
    });
  }

  command('rotate-secret <webhook>', 'give a webhook a new secret; the old one signs too for a day')
    .option('--at-once', 'the old one signs no more')
    .action(async (id: string, options: ServiceOptions & { atOnce?: true }) => {
      const body = options.atOnce ? { overlapSeconds: 0 } : {};
      printWithSecret(await serviceOf(options).webhooks.rotateSecret(id, body));
    });

  command('test <webhook>', 'send a ping and say how it went').action(async (id: string, options: ServiceOptions) => {
    const { webhooks } = serviceOf(options);
    let ping = await webhooks.test(id);
    while (ping.state === 'pending') {
      await sleep(POLL_MS);
      ping = await webhooks.delivery(id, ping.id);
    }
    printDelivery(ping);
    if (ping.state !== 'delivered') process.exitCode = 1;
  });

  command('deliveries <webhook>', 'list what a webhook was sent or is owed, newest first').action(
    async (id: string, options: ServiceOptions) => {
      for await (const each of serviceOf(options).webhooks.deliveries(id)) printDelivery(each);
    },
  );

  command('replay <webhook> <delivery>', 'send a message once more').action(
    async (id: string, delivery: string, options: ServiceOptions) => {
      printDelivery(await serviceOf(options).webhooks.replay(id, delivery));
    },
  );

  command('delete <webhook>', 'delete a webhook, with what it is owed').action(
    async (id: string, options: ServiceOptions) => {
      await serviceOf(options).webhooks.delete(id);
      writeLine(id, 'deleted');
    },
  );
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

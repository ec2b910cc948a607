import type { Redis } from 'ioredis';
import { ulid } from 'ulid';
import { DEFAULT_WORKSPACE } from '../contracts/access.js';
import {
  type CreatedWebhook,
  type CreateWebhook,
  DEFAULT_OVERLAP_SECONDS,
  MAX_WEBHOOKS,
  type UpdateWebhook,
  type Webhook,
  type WebhookEvent,
  webhookEvents,
} from '../contracts/webhook.js';
import { AtelierError, invalidField } from '../errors.js';
import { keys, ofWorkspace } from '../redis/keys.js';
import type { AddressGuard } from './address-guard.js';
import { defineWebhookCommands } from './commands.js';
import { newSecret } from './signature.js';

const WEBHOOK_ID = /^wh_[0-9A-Z]{26}$/;

/** A webhook as Redis keeps it; times are ms since 1970. */
type Hash = Record<string, string>;

/** The webhooks of one workspace, in Redis. */
export class WebhookStore {
  constructor(
    readonly redis: Redis,
    private readonly guard: Pick<AddressGuard, 'blocksHost'>,
    private readonly workspace: string = DEFAULT_WORKSPACE,
  ) {
    defineWebhookCommands(redis);
  }

  /**
   * @returns the webhook with its secret, which can't be had again
   * @throws AtelierError `validation_failed` if its address is one that must not be reached, `quota_exceeded`
   */
  async create({ url, events = webhookEvents, description }: CreateWebhook): Promise<CreatedWebhook> {
    this.#refuseHost(url);
    const id = `wh_${ulid()}`;
    const secret = newSecret();
    const hash: Hash = {
      workspace: this.workspace,
      url,
      events: listed(events),
      description: description ?? '',
      enabled: '1',
      createdAt: String(Date.now()),
      secret,
    };
    const fields = Object.entries(hash).flat();
    if ((await this.redis.atelierCreateWebhook(this.#ids, id, String(MAX_WEBHOOKS), ...fields)) === 0) {
      const message = `The workspace has ${MAX_WEBHOOKS} webhooks, as many as it may have: delete one.`;
      throw new AtelierError('quota_exceeded', message);
    }
    return { ...webhookOf(id, hash), secret };
  }

  /** Oldest first: all of them, since there are few. */
  async list(): Promise<Webhook[]> {
    const ids = await this.redis.zrange(this.#ids, 0, '-1');
    const hashes = await Promise.all(ids.map((id) => this.redis.hgetall(keys.webhook(id))));
    return hashes.flatMap((hash, i) => (hash.url === undefined ? [] : [webhookOf(ids[i] as string, hash)]));
  }

  /** @throws AtelierError `webhook_not_found` */
  async get(id: string): Promise<Webhook> {
    return webhookOf(id, await this.#hash(id));
  }

  /** @throws AtelierError `webhook_not_found`, or `validation_failed` as `create` does */
  async update(id: string, { url, events, description, enabled }: UpdateWebhook): Promise<Webhook> {
    const before = await this.#hash(id);
    if (url !== undefined) this.#refuseHost(url);
    const isSwitched = enabled !== undefined && enabled !== (before.enabled === '1');
    await this.#change(
      id,
      {
        ...(url === undefined ? {} : { url }),
        ...(events === undefined ? {} : { events: listed(events) }),
        ...(description === undefined ? {} : { description: description ?? '' }),
        ...(isSwitched ? { enabled: enabled ? '1' : '0' } : {}),
        ...(isSwitched && !enabled ? { disabledAt: String(Date.now()), disabledReason: 'request' } : {}),
      },
      isSwitched && enabled ? ['disabledAt', 'disabledReason', 'failingSince'] : [],
    );
    return await this.get(id);
  }

  /** @throws AtelierError `webhook_not_found` */
  async delete(id: string): Promise<void> {
    await this.#hash(id);
    if ((await this.redis.atelierDeleteWebhook(this.#ids, id)) === 0) throw noSuchWebhook(id);
  }

  /**
   * Gives it a new secret.
   * @param overlapSeconds for how long the one before signs as well; a still older one ends at once
   * @throws AtelierError `webhook_not_found`
   */
  async rotateSecret(id: string, overlapSeconds = DEFAULT_OVERLAP_SECONDS): Promise<CreatedWebhook> {
    await this.#hash(id);
    const secret = newSecret();
    const overlapMs = String(overlapSeconds * 1_000);
    if ((await this.redis.atelierRotateSecret(id, secret, overlapMs)) === 0) throw noSuchWebhook(id);
    return { ...(await this.get(id)), secret };
  }

  get #ids(): string {
    return ofWorkspace(keys.webhooks, this.workspace);
  }

  #refuseHost(url: string): void {
    if (!this.guard.blocksHost(new URL(url))) return;
    throw invalidField('url', 'names an address that webhooks may not reach; see WEBHOOK_PRIVATE_ADDRESSES');
  }

  async #change(id: string, fields: Hash, removed: readonly string[]): Promise<void> {
    const changed = await this.redis.atelierUpdateWebhook(id, JSON.stringify(fields), ...removed);
    if (changed === 0) throw noSuchWebhook(id);
  }

  async #hash(id: string): Promise<Hash> {
    const hash: Hash = WEBHOOK_ID.test(id) ? await this.redis.hgetall(keys.webhook(id)) : {};
    if (hash.workspace !== this.workspace) throw noSuchWebhook(id);
    return hash;
  }
}

/** Each once, in their order. */
function listed(events: readonly WebhookEvent[]): string {
  return webhookEvents.filter((event) => events.includes(event)).join(',');
}

function webhookOf(id: string, hash: Hash): Webhook {
  const hasOldSecret = Number(hash.oldSecretUntil ?? 0) > Date.now();
  return {
    id,
    url: hash.url as string,
    events: (hash.events as string).split(',') as WebhookEvent[],
    description: hash.description || null,
    enabled: hash.enabled === '1',
    disabled: disabledOf(hash),
    failingSince: timeOf(hash.failingSince),
    lastDeliveredAt: timeOf(hash.lastDeliveredAt),
    oldSecretUntil: hasOldSecret ? timeOf(hash.oldSecretUntil) : null,
    createdAt: timeOf(hash.createdAt) as string,
  };
}

function disabledOf({ enabled, disabledAt, disabledReason }: Hash): Webhook['disabled'] {
  if (enabled === '1') return null;
  return {
    at: timeOf(disabledAt) as string,
    reason: disabledReason as NonNullable<Webhook['disabled']>['reason'],
  };
}

/** @param ms since 1970, as Redis keeps it */
export function timeOf(ms: string | undefined): string | null {
  return ms === undefined ? null : new Date(Number(ms)).toISOString();
}

export function noSuchWebhook(id: string): AtelierError {
  return new AtelierError('webhook_not_found', `There is no webhook ${id.slice(0, 64)}.`);
}

import type { Delivery, DeliveryAttempt } from '../contracts/webhook.js';
import { AtelierError } from '../errors.js';
import { newMessageId } from '../jobs/records/webhook-outbox.js';
import { keys } from '../redis/keys.js';
import { noSuchWebhook, timeOf, type WebhookStore } from './webhook-store.js';

const MESSAGE_ID = /^msg_[0-9A-Z]{26}$/;

/** What the webhooks of one workspace were sent, or are owed. */
export class DeliveryLog {
  constructor(private readonly webhooks: WebhookStore) {}

  /**
   * Newest first.
   * @param after the id that ended the page before
   * @throws AtelierError `webhook_not_found`
   */
  async list(
    webhook: string,
    { limit, after }: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<{ items: Delivery[]; nextCursor: string | null }> {
    await this.webhooks.get(webhook);
    const from = after ? `(${after}` : '+';
    // One more than the page is looked for, to know whether there is another page.
    const all = `${keys.webhook(webhook)}:deliveries`;
    const ids = await this.#redis.zrevrangebylex(all, from, '-', 'LIMIT', 0, limit + 1);
    const found = await Promise.all(ids.slice(0, limit).map((id) => this.#find(webhook, id)));
    const items = found.filter((each) => each !== undefined);
    return { items, nextCursor: ids.length > limit ? (ids[limit - 1] ?? null) : null };
  }

  /** @throws AtelierError `webhook_not_found` or `delivery_not_found` */
  async get(webhook: string, id: string): Promise<Delivery> {
    await this.webhooks.get(webhook);
    const delivery = MESSAGE_ID.test(id) ? await this.#find(webhook, id) : undefined;
    if (!delivery) throw noSuchDelivery(id);
    return delivery;
  }

  /**
   * Sends a message once more, under its id, with all the attempts that a new one has; one that waits is tried now.
   * @throws AtelierError `webhook_not_found`, `delivery_not_found` or `webhook_disabled`
   */
  async replay(webhook: string, id: string): Promise<Delivery> {
    await this.get(webhook, id);
    const outcome = await this.#redis.atelierReplay(webhook, id);
    if (outcome === 'missing') throw noSuchDelivery(id);
    if (outcome === 'disabled') {
      throw new AtelierError('webhook_disabled', `Webhook ${webhook} is disabled: enable it first.`);
    }
    return await this.get(webhook, id);
  }

  /**
   * Sends a `ping`, once, also to a webhook that is disabled.
   * @throws AtelierError `webhook_not_found`
   */
  async ping(webhook: string): Promise<Delivery> {
    await this.webhooks.get(webhook);
    const [id, timestamp] = [newMessageId(), new Date().toISOString()];
    const body = JSON.stringify({ type: 'ping', timestamp, data: { webhook } });
    if ((await this.#redis.atelierOweWebhook(webhook, id, 'ping', body, timestamp)) === 0) throw noSuchWebhook(webhook);
    return await this.get(webhook, id);
  }

  get #redis() {
    return this.webhooks.redis;
  }

  async #find(webhook: string, id: string): Promise<Delivery | undefined> {
    const hash: Record<string, string> = await this.#redis.hgetall(`${keys.webhook(webhook)}:delivery:${id}`);
    if (hash.type === undefined) return undefined;
    const attempts = Object.entries(hash)
      .filter(([field]) => field.startsWith('attempt:'))
      .map(([, json]) => JSON.parse(json) as DeliveryAttempt)
      .sort((a, b) => a.number - b.number);
    return {
      id,
      webhook,
      type: hash.type as Delivery['type'],
      job: hash.job || null,
      state: hash.state as Delivery['state'],
      note: hash.note || null,
      createdAt: hash.createdAt as string,
      nextAttemptAt: timeOf(hash.nextAt),
      attempts,
      payload: JSON.parse(hash.body as string) as Delivery['payload'],
    };
  }
}

function noSuchDelivery(id: string): AtelierError {
  return new AtelierError('delivery_not_found', `There is no delivery ${id.slice(0, 64)}.`);
}

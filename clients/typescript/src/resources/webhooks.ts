import { dataOf, type Http } from '../http.js';
import { allOf } from '../pages.js';
import type {
  CallOptions,
  CreatedWebhook,
  CreateWebhook,
  Delivery,
  RotateSecret,
  UpdateWebhook,
  Webhook,
} from '../types.js';
import { paged, signed } from './options.js';

/** Addresses that are told of the states of jobs, and what was sent to them: for keys with the scope `admin`. */
export class Webhooks {
  constructor(private readonly http: Http) {}

  /** The answer is the only place where the secret is told that messages are signed with. */
  async create(body: CreateWebhook, { signal }: CallOptions = {}): Promise<CreatedWebhook> {
    return await dataOf(this.http.POST('/webhooks', { body, ...signed(signal) }));
  }

  /** Oldest first. */
  async list({ signal }: CallOptions = {}): Promise<Webhook[]> {
    return (await dataOf(this.http.GET('/webhooks', signed(signal)))).items;
  }

  async get(id: string, { signal }: CallOptions = {}): Promise<Webhook> {
    return await dataOf(this.http.GET('/webhooks/{id}', { params: { path: { id } }, ...signed(signal) }));
  }

  async update(id: string, body: UpdateWebhook, { signal }: CallOptions = {}): Promise<Webhook> {
    return await dataOf(this.http.PATCH('/webhooks/{id}', { params: { path: { id } }, body, ...signed(signal) }));
  }

  async delete(id: string, { signal }: CallOptions = {}): Promise<void> {
    await this.http.DELETE('/webhooks/{id}', { params: { path: { id } }, ...signed(signal) });
  }

  /** Gives it a new secret; the one before signs as well for a while, a day if nothing else is said. */
  async rotateSecret(id: string, body: RotateSecret = {}, { signal }: CallOptions = {}): Promise<CreatedWebhook> {
    return await dataOf(
      this.http.POST('/webhooks/{id}/rotate-secret', { params: { path: { id } }, body, ...signed(signal) }),
    );
  }

  /** Sends a `ping`, once; the delivery tells how it went. */
  async test(id: string, { signal }: CallOptions = {}): Promise<Delivery> {
    return await dataOf(this.http.POST('/webhooks/{id}/test', { params: { path: { id } }, ...signed(signal) }));
  }

  /** What it was sent or is owed, newest first. */
  deliveries(id: string, { signal }: CallOptions = {}): AsyncGenerator<Delivery, void> {
    return allOf((cursor) =>
      dataOf(
        this.http.GET('/webhooks/{id}/deliveries', {
          params: { path: { id }, query: paged(cursor) },
          ...signed(signal),
        }),
      ),
    );
  }

  async delivery(id: string, deliveryId: string, { signal }: CallOptions = {}): Promise<Delivery> {
    const params = { path: { id, deliveryId } };
    return await dataOf(this.http.GET('/webhooks/{id}/deliveries/{deliveryId}', { params, ...signed(signal) }));
  }

  /** Sends a message once more: the same bytes under the same id. */
  async replay(id: string, deliveryId: string, { signal }: CallOptions = {}): Promise<Delivery> {
    const params = { path: { id, deliveryId } };
    return await dataOf(this.http.POST('/webhooks/{id}/deliveries/{deliveryId}/replay', { params, ...signed(signal) }));
  }
}

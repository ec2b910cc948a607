import { Redis } from 'ioredis';
import { pino } from 'pino';
import { JobStore } from '../../src/jobs/records/job-store.js';
import { connectRedis } from '../../src/redis/connection.js';
import { AddressGuard, type Resolve } from '../../src/webhooks/address-guard.js';
import { Deliverer } from '../../src/webhooks/deliverer.js';
import { DeliveryLog } from '../../src/webhooks/delivery-log.js';
import type { Schedule } from '../../src/webhooks/schedule.js';
import { Sender } from '../../src/webhooks/sender.js';
import { WebhookStore } from '../../src/webhooks/webhook-store.js';
import { startRedis } from './redis.js';

/** Jobs, webhooks and what delivers, on a Redis of their own. */
export interface WebhookBench {
  readonly redisUrl: string;
  readonly redis: Redis;
  readonly jobs: JobStore;
  readonly webhooks: WebhookStore;
  readonly deliveries: DeliveryLog;
  /** Starts one more that delivers. */
  deliver(options?: DeliverOptions): Deliverer;
  /** Resolves when a delivery is over. */
  untilOver(webhook: string, message: string): Promise<void>;
  remove(): Promise<void>;
}

export interface DeliverOptions {
  readonly schedule?: Schedule;
  readonly leaseMs?: number;
  readonly timeoutMs?: number;
  readonly resolve?: Resolve;
  readonly allowed?: readonly string[];
}

const LOOPBACK = ['127.0.0.0/8', '::1/128'];

export async function startBench(): Promise<WebhookBench> {
  const server = await startRedis();
  const redis = new Redis(server.socket);
  const webhooks = new WebhookStore(redis, new AddressGuard(LOOPBACK));
  const deliveries = new DeliveryLog(webhooks);
  const deliverers: Deliverer[] = [];
  return {
    redisUrl: server.url,
    redis,
    jobs: new JobStore(redis),
    webhooks,
    deliveries,
    deliver: ({ schedule = [10, 10, 10], leaseMs, timeoutMs = 5_000, resolve, allowed = LOOPBACK } = {}) => {
      const deliverer = new Deliverer({
        redis: connectRedis(server.url, 'background'),
        notices: connectRedis(server.url, 'background'),
        sender: new Sender(new AddressGuard(allowed, resolve), timeoutMs),
        logger: pino({ level: 'silent' }),
        schedule,
        ...(leaseMs === undefined ? {} : { leaseMs }),
      });
      deliverer.start();
      deliverers.push(deliverer);
      return deliverer;
    },
    untilOver: async (webhook, message) => {
      while ((await deliveries.get(webhook, message)).state === 'pending');
    },
    remove: async () => {
      await Promise.all(deliverers.map((deliverer) => deliverer.close()));
      redis.disconnect();
      await server.remove();
    },
  };
}

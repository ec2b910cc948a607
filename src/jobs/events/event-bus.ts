import type { Redis } from 'ioredis';
import { keys } from '../../redis/keys.js';
import type { EventLog } from './event-log.js';
import { type FeedListener, JobFeed } from './job-feed.js';
import { loggedEvent } from './logged-event.js';

interface Subscription {
  readonly feed: JobFeed;
  readonly started: Promise<void>;
}

/** Live events of jobs for all clients of one API process, over one connection to Redis. */
export class EventBus {
  /** By channel. */
  readonly #subscriptions = new Map<string, Subscription>();

  /** @param redis a connection of its own, for the subscriptions */
  constructor(
    private readonly redis: Redis,
    private readonly log: EventLog,
  ) {
    redis.on('message', (channel, json) => this.#subscriptions.get(channel)?.feed.hear(loggedEvent(json)));
    // What was broadcast while the connection was away is in the log.
    redis.on('ready', () => void this.#resume());
  }

  /**
   * Listens to a job. When the promise resolves, every event after `feed.last` will be heard, in order.
   * @returns the job's feed, and a function that ends the listening
   */
  async listen(jobId: string, listener: FeedListener): Promise<{ feed: JobFeed; stop: () => void }> {
    const channel = keys.live(jobId);
    const subscription = this.#subscriptions.get(channel) ?? this.#subscribe(channel, jobId);
    const { feed, started } = subscription;
    feed.listen(listener);
    const stop = () => {
      if (feed.unlisten(listener) > 0 || this.#subscriptions.get(channel) !== subscription) return;
      this.#subscriptions.delete(channel);
      this.redis.unsubscribe(channel).catch(() => {});
    };
    try {
      await started;
    } catch (error) {
      stop();
      throw error;
    }
    return { feed, stop };
  }

  close(): void {
    this.redis.disconnect();
  }

  #subscribe(channel: string, jobId: string): Subscription {
    const feed = new JobFeed(this.log, jobId);
    const started = this.redis.subscribe(channel).then(() => feed.start());
    const subscription = { feed, started };
    this.#subscriptions.set(channel, subscription);
    return subscription;
  }

  async #resume(): Promise<void> {
    if (this.#subscriptions.size === 0) return;
    // If it fails, `ready` comes once more.
    await this.redis.subscribe(...this.#subscriptions.keys()).then(
      () => Promise.all([...this.#subscriptions.values()].map(({ feed }) => feed.catchUp())),
      () => {},
    );
  }
}

import type { Redis } from 'ioredis';
import { keys } from './keys.js';

/** @param json an event as it was logged: one string, however many listen */
export type EventListener = (seq: number, json: string) => void;

/** Every event starts with its number. */
const SEQ = /^\{"seq":(\d+),/;

/** Live events of jobs for all clients of one API process, over one connection to Redis. */
export class EventBus {
  readonly #listeners = new Map<string, Set<EventListener>>();

  /** @param redis a connection of its own, for the subscriptions */
  constructor(private readonly redis: Redis) {
    redis.on('message', (channel, json) => {
      const seq = Number(SEQ.exec(json)?.[1]);
      for (const listener of this.#listeners.get(channel) ?? []) listener(seq, json);
    });
  }

  /**
   * Listens to a job. When the promise resolves, every later event will be heard.
   * @returns a function that ends it
   */
  async listen(jobId: string, listener: EventListener): Promise<() => void> {
    const channel = keys.live(jobId);
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners);
    listeners.add(listener);
    const stop = () => {
      listeners.delete(listener);
      if (listeners.size > 0 || this.#listeners.get(channel) !== listeners) return;
      this.#listeners.delete(channel);
      this.redis.unsubscribe(channel).catch(() => {});
    };
    try {
      await this.redis.subscribe(channel);
    } catch (error) {
      stop();
      throw error;
    }
    return stop;
  }

  close(): void {
    this.redis.disconnect();
  }
}

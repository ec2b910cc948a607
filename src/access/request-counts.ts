import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { keys } from '../redis/keys.js';

/** Requests are counted from one full minute to the next, in ms. */
export const WINDOW_MS = 60_000;
/** Processes tell each other of their requests this often, in ms. */
const SHARE_EVERY_MS = 250;
/** Those who are counted at a time; whoever was away longest is forgotten first. */
const MAX_COUNTED = 20_000;

interface Count {
  readonly window: number;
  /** As Redis had it, from all processes. */
  shared: number;
  /** What Redis hasn't been told. */
  unshared: number;
}

/**
 * Requests of the running minute, by whoever sends them, over all API processes. Each counts for itself and shares its
 * counts some times a second: a request waits for nothing, and a limit may be passed by what other processes served in
 * that time. While Redis is away every process goes by its own counts.
 */
export class RequestCounts {
  readonly #counts = new LRUCache<string, Count>({ max: MAX_COUNTED });
  #changed = new Map<string, Count>();
  readonly #sharing: NodeJS.Timeout;

  constructor(private readonly redis: Redis) {
    this.#sharing = setInterval(() => void this.share(), SHARE_EVERY_MS).unref();
  }

  /** @returns how many requests `who` has sent this minute, with this one, and in how many ms counting begins anew */
  add(who: string, now = Date.now()): { current: number; ttl: number } {
    const window = Math.floor(now / WINDOW_MS);
    let count = this.#counts.get(who);
    if (count?.window !== window) {
      count = { window, shared: 0, unshared: 0 };
      this.#counts.set(who, count);
    }
    count.unshared += 1;
    this.#changed.set(who, count);
    return { current: count.shared + count.unshared, ttl: (window + 1) * WINDOW_MS - now };
  }

  /** Tells Redis what was counted, and learns what others have. */
  async share(): Promise<void> {
    if (this.#changed.size === 0 || this.redis.status !== 'ready') return;
    const changed = this.#changed;
    this.#changed = new Map();
    await Promise.all([...changed].map(([who, count]) => this.#shareOne(who, count)));
  }

  close(): void {
    clearInterval(this.#sharing);
  }

  async #shareOne(who: string, count: Count): Promise<void> {
    const told = count.unshared;
    const key = keys.requests(`${who}:${count.window}`);
    // Counted as shared meanwhile, so that nothing is told twice.
    count.shared += told;
    count.unshared -= told;
    try {
      const [total] = await Promise.all([this.redis.incrby(key, told), this.redis.pexpire(key, 2 * WINDOW_MS)]);
      count.shared = total;
    } catch {
      // Redis is away: nobody else knows, and this process has counted it.
    }
  }
}

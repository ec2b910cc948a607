import type { ArtifactStore } from '../../src/storage/artifact-store.js';

export interface StoreCall {
  /** The method, such as `size`; `locked` and `unlocked` when the lock was taken and given back. */
  readonly name: string;
  readonly key: string | undefined;
  /** Whether it is made while this store's lock is held. */
  readonly isLocked: boolean;
}

/**
 * A store of which somebody hears every call before it is made.
 * @param onCall is awaited, but for `locked` and `unlocked`
 */
export function watchedCalls(store: ArtifactStore, onCall: (call: StoreCall) => unknown): ArtifactStore {
  let isLocked = false;
  return new Proxy(store, {
    get: (target, name: keyof ArtifactStore) => {
      const value = target[name] as unknown;
      if (typeof value !== 'function') return value;
      if (name === 'exclusively') {
        return async (lock: string, action: (lost: AbortSignal) => Promise<unknown>) => {
          const locked = async (lost: AbortSignal): Promise<unknown> => {
            isLocked = true;
            onCall({ name: 'locked', key: lock, isLocked });
            try {
              return await action(lost);
            } finally {
              isLocked = false;
              onCall({ name: 'unlocked', key: lock, isLocked });
            }
          };
          await onCall({ name, key: lock, isLocked });
          return await target.exclusively(lock, locked);
        };
      }
      if (name === 'pathOf' || name === 'entries' || name === 'unfinished') return value.bind(target);
      return async (...args: unknown[]) => {
        await onCall({ name, key: typeof args[0] === 'string' ? args[0] : undefined, isLocked });
        return await (value.apply(target, args) as Promise<unknown>);
      };
    },
  });
}

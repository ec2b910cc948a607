/** A file or folder whose times can be set. */
export interface Touchable {
  utimes(atime: Date, mtime: Date): Promise<void>;
}

/** Says that a file or folder is in use: now, and again and again. */
export class KeepTouched {
  readonly #timer: NodeJS.Timeout;

  private constructor(target: Touchable, everyMs: number) {
    // One that is gone is in nobody's way.
    this.#timer = setInterval(() => void touch(target).catch(() => {}), everyMs).unref();
  }

  /** @throws what `utimes` throws the first time */
  static async start(target: Touchable, everyMs: number): Promise<KeepTouched> {
    await touch(target);
    return new KeepTouched(target, everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

async function touch(target: Touchable): Promise<void> {
  const now = new Date();
  await target.utimes(now, now);
}

/** A file or folder whose times can be set. */
export interface Touchable {
  utimes(atime: Date, mtime: Date): Promise<void>;
}

/** Says that a file or folder is in use, again and again. */
export class KeepTouched {
  readonly #timer: NodeJS.Timeout;

  private constructor(target: Touchable, everyMs: number) {
    this.#timer = setInterval(() => void touch(target), everyMs).unref();
  }

  /** Resolves when it was said for the first time. */
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
  // What is gone, or another user's, can't be kept: whoever uses it finds out.
  await target.utimes(now, now).catch(() => {});
}

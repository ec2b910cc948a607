/** The line of a terminal that tells how far something is: each text takes the place of the one before. */
export class TerminalLine {
  #shown = false;

  /** @param out where there is no terminal, only lines that stay are written */
  constructor(private readonly out: NodeJS.WriteStream = process.stderr) {}

  /** Shows a text, cut to the width of the terminal, until the next. */
  show(text: string): void {
    if (!this.out.isTTY) return;
    this.out.write(`\r\x1b[K${text.slice(0, this.out.columns - 1)}`);
    this.#shown = true;
  }

  /** Writes a line that stays. */
  write(text: string): void {
    this.clear();
    this.out.write(`${text}\n`);
  }

  /** Leaves what is shown as it is; a later text is on a line of its own. */
  end(): void {
    if (this.#shown) this.out.write('\n');
    this.#shown = false;
  }

  clear(): void {
    if (this.#shown) this.out.write('\r\x1b[K');
    this.#shown = false;
  }
}

const BAR_WIDTH = 30;

/** `████░░░░ 12/30` */
export function barOf(done: number, total: number): string {
  const full = Math.round((BAR_WIDTH * Math.min(done, total)) / Math.max(1, total));
  return `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${done}/${total}`;
}

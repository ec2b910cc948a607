/** Laps that the mean is taken over: long enough to be steady, short enough to follow a change of load. */
const WINDOW = 20;

/** Seconds a lap, over the last laps. */
export class Stopwatch {
  readonly #ends: number[];

  constructor(readonly now: () => number = () => performance.now()) {
    this.#ends = [now()];
  }

  /** Seconds of the lap that ended last. */
  get lastLap(): number {
    return ((this.#ends.at(-1) as number) - (this.#ends.at(-2) ?? (this.#ends.at(-1) as number))) / 1000;
  }

  /** Ends a lap. @returns the mean seconds of the last laps */
  lap(): number {
    this.#ends.push(this.now());
    if (this.#ends.length > WINDOW + 1) this.#ends.shift();
    const first = this.#ends[0] as number;
    const last = this.#ends.at(-1) as number;
    return (last - first) / 1000 / (this.#ends.length - 1);
  }
}

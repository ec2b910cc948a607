/** A request's part of a pass. */
export interface Share {
  /** Index of the request. */
  readonly which: number;
  /** Designs, at least one. */
  readonly count: number;
}

/**
 * Divides a pass among the requests that wait: none gets more than another that is left unfinished. What small requests
 * don't use goes to the larger ones; where there is not a design for each, the first come first.
 *
 * @param remaining designs that each request still wants, in the order in which they wait
 * @param passSize how many of so many designs the next pass takes
 * @returns the shares in the requests' order
 */
export function shareOut(remaining: readonly number[], passSize: (designs: number) => number): Share[] {
  let room = passSize(remaining.reduce((sum, count) => sum + count, 0));
  const taking = remaining.map((count, which) => ({ which, count })).slice(0, room);
  const smallestFirst = taking.toSorted((a, b) => a.count - b.count);
  const shares = smallestFirst.map(({ which, count }, i) => {
    const share = Math.min(count, Math.floor(room / (smallestFirst.length - i)));
    room -= share;
    return { which, count: share };
  });
  return shares.sort((a, b) => a.which - b.which);
}

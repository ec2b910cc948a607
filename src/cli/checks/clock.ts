import { type Finding, findingOf, warning } from './finding.js';

/** Times in records and logs are those of the machine that wrote them; in seconds. */
const REDIS_LIMIT = 2;
/** What is dated by the store is compared by minutes and hours; its dates may be whole seconds. */
const STORE_LIMIT = 60;

/** Whether the clocks agree. @param skews by how much this machine's is ahead, in seconds; undefined where it isn't known */
export function checkClocks(skews: {
  readonly redis: number | undefined;
  readonly store: number | undefined;
}): Finding {
  const told = Object.entries(skews).flatMap(([name, skew]) => (skew === undefined ? [] : [describe(name, skew)]));
  const found = [new Date().toISOString(), ...told].join(', ');
  const off = (skew: number | undefined, limit: number) => skew !== undefined && Math.abs(skew) > limit;
  return findingOf('clock', found, [
    off(skews.redis, REDIS_LIMIT)
      ? warning("The order of what several machines have written may be unclear: set both machines' clocks by NTP")
      : undefined,
    off(skews.store, STORE_LIMIT)
      ? warning('What was just written may be taken for old, and S3 refuses requests that are dated wrong')
      : undefined,
  ]);
}

function describe(name: string, skew: number): string {
  // To what can be measured: an answer takes a millisecond or more, and S3 dates to the second.
  const digits = name === 'redis' ? 3 : 0;
  const size = Math.abs(skew).toFixed(digits);
  return Number(size) === 0 ? `as the ${name}'s` : `${size} s ${skew > 0 ? 'ahead of' : 'behind'} the ${name}'s`;
}

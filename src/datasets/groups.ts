/** The indices below `count` that have equal keys, in groups of at least two, each in order. */
export function groupsOfSeveral(count: number, keyOf: (index: number) => unknown): number[][] {
  const groups = new Map<unknown, number[]>();
  for (let index = 0; index < count; index++) {
    const key = keyOf(index);
    const group = groups.get(key);
    if (group) group.push(index);
    else groups.set(key, [index]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

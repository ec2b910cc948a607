/** An unknown name this many edits from a known one is taken for a slip. */
const MAX_SLIP = 4;

/** The known name that was meant, if one is so near that the other is a slip of it. Upper case or not makes no difference. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const distances = known.map((each) => editDistance(name, each));
  const nearest = known[distances.indexOf(Math.min(...distances))];
  if (nearest === undefined) return undefined;
  return editDistance(name.toLowerCase(), nearest.toLowerCase()) <= MAX_SLIP ? nearest : undefined;
}

/** Levenshtein's distance: how many characters are added, left out or replaced from one text to another. */
export function editDistance(from: string, to: string): number {
  // Of each row of the table, from one character of `from` to the next, only the last is needed.
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (const [i, character] of [...from].entries()) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replaced = (row[j] as number) + (character === to[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] as number) + 1, (next[j] as number) + 1));
    }
    row = next;
  }
  return row[to.length] as number;
}

/**
 * Begins to read, so that what fails at once is thrown here: once an answer has its status, an error can only cut it off.
 * @returns all items, with the first one already there
 */
export async function withFirstItem<T>(items: AsyncGenerator<T>): Promise<AsyncGenerator<T>> {
  const first = await items.next();
  return (async function* () {
    try {
      if (first.done) return;
      yield first.value;
      yield* items;
    } finally {
      await items.return(undefined);
    }
  })();
}

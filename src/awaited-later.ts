/**
 * Marks a promise that is awaited later, after other things: a rejection before then would count as unhandled and end
 * the process. Whoever awaits it still gets the error.
 */
export function awaitedLater<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => {});
  return promise;
}

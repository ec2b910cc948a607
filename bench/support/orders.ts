import { createInterface } from 'node:readline';

/** A workload's side of `Contestant`: answers every line of stdin, in order, until it ends. */
export async function answerOrders<Order>(answer: (order: Order) => object | Promise<object>): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line) as Order))}\n`);
  }
}

/** @returns how long a call takes, in seconds */
export function timed(call: () => void): number {
  const start = performance.now();
  call();
  return (performance.now() - start) / 1000;
}

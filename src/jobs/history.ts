import type { JobEvent, StepData } from '../contracts/event.js';

/**
 * The steps of a run as if it had never been interrupted. An attempt repeats the steps after the checkpoint that it
 * starts from; those logged before are superseded.
 */
export async function uninterruptedSteps(events: AsyncIterable<{ json: string }>): Promise<StepData[]> {
  const steps: StepData[] = [];
  const dropAfter = (step: number) => {
    while ((steps.at(-1)?.step ?? 0) > step) steps.pop();
  };
  for await (const { json } of events) {
    const event = JSON.parse(json) as JobEvent;
    if (event.type === 'step') {
      dropAfter(event.data.step - 1);
      steps.push(event.data);
    } else if (event.type === 'state' && event.data.fromStep !== undefined) {
      dropAfter(event.data.fromStep);
    }
  }
  return steps;
}

import type { JobEvent } from '../../contracts/event.js';
import { isTerminal } from '../../contracts/job-state.js';

/** An event as the log has it. Its JSON is made once, when it is logged, and is what every client gets. */
export interface LoggedEvent {
  readonly seq: number;
  readonly type: JobEvent['type'];
  readonly json: string;
  /** Whether it tells that the job is in a terminal state. */
  readonly endsJob: boolean;
}

/** Every event starts with its number and its type. */
const HEAD = /^\{"seq":(\d+),"type":"([a-z]+)"/;

/** @throws Error if the text is no event */
export function loggedEvent(json: string): LoggedEvent {
  const head = HEAD.exec(json);
  if (!head) throw new Error(`not an event: ${json.slice(0, 60)}`);
  const type = head[2] as JobEvent['type'];
  return { seq: Number(head[1]), type, json, endsJob: type === 'state' && tellsOfEnd(JSON.parse(json)) };
}

function tellsOfEnd(event: JobEvent): boolean {
  return event.type === 'state' && isTerminal(event.data.state);
}

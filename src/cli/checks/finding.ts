/** What one look at the surroundings found. */
export interface Finding {
  /** `warning`: it works, but not as it should; `missing`: it does not. */
  readonly level: 'ok' | 'warning' | 'missing';
  readonly what: string;
  readonly detail: string;
}

/** Less than some checkpoints and a prepared dataset take, in bytes. */
export const LITTLE_ROOM = 2e9;

/** Something that is not as it should be. @returns nothing where it is */
export type Complaint = { readonly level: 'warning' | 'missing'; readonly why: string } | undefined;

/** A finding with all that there is to say: what was found, then what is wrong with it. */
export function findingOf(what: string, found: string, complaints: readonly Complaint[] = []): Finding {
  const wrong = complaints.filter((complaint) => complaint !== undefined);
  const level = wrong.some((each) => each.level === 'missing') ? 'missing' : wrong.length > 0 ? 'warning' : 'ok';
  return { level, what, detail: [found, ...wrong.map(({ why }) => why)].join('. ') };
}

export function warning(why: string): Complaint {
  return { level: 'warning', why };
}

export function missing(why: string): Complaint {
  return { level: 'missing', why };
}

/** Whether a version such as `6.2.14` is at least `[6, 2]`. */
export function atLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ours = 0, theirs = 0] = version.replace(/^v/, '').split('.').map(Number);
  return ours > major || (ours === major && theirs >= minor);
}

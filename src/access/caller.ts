import { DEFAULT_WORKSPACE, type Scope, scopes } from '../contracts/access.js';

/** Who sends a request. */
export interface Caller {
  /** Id of the key; null for those who need none. */
  readonly key: string | null;
  /** What the caller sees, and nothing of any other. */
  readonly workspace: string;
  readonly scopes: readonly Scope[];
}

/** Whoever is on this machine, while there are no keys. */
export const local: Caller = { key: null, workspace: DEFAULT_WORKSPACE, scopes };

/** Until it is known who it is. */
export const nobody: Caller = { key: null, workspace: '', scopes: [] };

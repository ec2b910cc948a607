import { DEFAULT_WORKSPACE, type Scope, scopes } from '../contracts/access.js';
import { invalidField } from '../errors.js';

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

/**
 * Whether somebody may do what takes a scope. Metrics are of all workspaces, so that only `default` has them: the one of
 * those who run the service.
 */
export function mayDo({ scopes, workspace }: Pick<Caller, 'scopes' | 'workspace'>, scope: Scope): boolean {
  return scopes.includes(scope) && (scope !== 'metrics' || workspace === DEFAULT_WORKSPACE);
}

/**
 * Refuses a key that would have a scope for nothing.
 * @throws AtelierError `validation_failed`
 */
export function refuseIdleScopes(given: Pick<Caller, 'scopes' | 'workspace'>): void {
  const idle = given.scopes.find((scope) => !mayDo(given, scope));
  if (idle) throw invalidField('scopes', `${idle} is for keys of the workspace ${DEFAULT_WORKSPACE} only`);
}

/** Until it is known who it is. */
export const nobody: Caller = { key: null, workspace: '', scopes: [] };

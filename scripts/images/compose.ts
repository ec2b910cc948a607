import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** What is read of a service of docker-compose.yml. */
export interface Service {
  readonly image: string;
  readonly user?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly tmpfs?: readonly string[];
  /** `name:/path`, a named volume each. */
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly stop_grace_period?: string;
  readonly build?: { readonly dockerfile: string; readonly args?: Readonly<Record<string, string>> };
}

/**
 * The services of a compose file, by name, with merged keys (`<<`) resolved and variables at their defaults. As Compose does
 * it, variables are put in after parsing: one without a value is an empty text, and not YAML's null.
 */
export function readCompose(file: string): Readonly<Record<string, Service>> {
  const withDefaults = (_key: unknown, value: unknown) =>
    typeof value === 'string' ? value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1') : value;
  return (parse(readFileSync(file, 'utf8'), withDefaults, { merge: true }) as { services: Record<string, Service> })
    .services;
}

/** Where Redis is, as `REDIS_URL` says it. What isn't known here is refused: ioredis would take it for an option of its own. */

/** Options of a connection, as ioredis has them. */
export interface RedisAddress {
  readonly host?: string;
  readonly port?: number;
  /** IP version; 0 for either. */
  readonly family?: number;
  /** Set for TLS. */
  readonly tls?: Readonly<Record<string, never>>;
  /** A Unix socket, in place of host and port. */
  readonly path?: string;
  readonly username?: string;
  readonly password?: string;
  readonly db: number;
}

const DEFAULT_PORT = 6379;
const OPTIONS = ['db', 'family', 'username', 'password'] as const;
const FAMILIES = ['0', '4', '6'];

/**
 * Reads `redis://user:password@host:port/database`, `rediss://…` for TLS, or `unix:///path/to/socket`, each with `?db=`,
 * `?username=` and `?password=`, and `?family=4` or `6` for a host.
 * @throws Error with what is wrong, and without what is secret
 */
export function parseRedisUrl(text: string): RedisAddress {
  const url = readUrl(text);
  const options = optionsOf(url);
  const username = decoded(url.username) || options.username;
  const password = decoded(url.password) || options.password;
  const caller = { ...(username ? { username } : {}), ...(password ? { password } : {}) };
  if (url.protocol === 'unix:') {
    if (options.family !== undefined) throw new Error('has the option family, which means nothing for a Unix socket');
    if (url.host !== '' || url.pathname.length < 2) throw new Error('must name a socket as unix:///path/to/socket');
    return { path: decoded(url.pathname), ...caller, db: databaseOf(options.db) };
  }
  const inPath = url.pathname.replace(/^\/|\/$/g, '');
  if (inPath !== '' && options.db !== undefined && inPath !== options.db) {
    throw new Error(`names two databases: ${inPath} and ${options.db}`);
  }
  if (options.family !== undefined && !FAMILIES.includes(options.family))
    throw new Error('has a family other than 4 or 6');
  return {
    host: url.hostname.replace(/^\[|\]$/g, '') || 'localhost',
    port: url.port === '' ? DEFAULT_PORT : Number(url.port),
    ...(options.family === undefined ? {} : { family: Number(options.family) }),
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
    ...caller,
    db: databaseOf(inPath || options.db),
  };
}

/** An address for people: without user and password. */
export function shownRedisUrl(text: string): string {
  const { path, host = '', port, tls, db } = parseRedisUrl(text);
  if (path !== undefined) return `unix://${path}${db === 0 ? '' : `?db=${db}`}`;
  const name = host.includes(':') ? `[${host}]` : host;
  return `${tls ? 'rediss' : 'redis'}://${name}:${port}${db === 0 ? '' : `/${db}`}`;
}

function readUrl(text: string): URL {
  if (!/^(rediss?|unix):\/\//.test(text)) throw new Error('must start with redis://, rediss:// or unix://');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.hash !== '') {
    const socket = text.startsWith('unix:') ? '; of a socket they are the options username and password' : '';
    throw new Error(`is no URL: in user and password / ? # @ : % must be percent-encoded${socket}`);
  }
  return url;
}

function optionsOf({ searchParams }: URL): { readonly [Name in (typeof OPTIONS)[number]]?: string } {
  for (const name of searchParams.keys()) {
    const known = OPTIONS.some((option) => option === name);
    if (!known) throw new Error(`has the option ${name}, which is unknown: there are ${OPTIONS.join(', ')}`);
    if (searchParams.getAll(name).length > 1) throw new Error(`has the option ${name} twice`);
  }
  return Object.fromEntries(searchParams);
}

function databaseOf(text = '0'): number {
  if (!/^\d{1,6}$/.test(text)) throw new Error('must name a database by its number, as in redis://host:6379/3');
  return Number(text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('has a % that begins no percent-encoded character: it must be %25');
  }
}

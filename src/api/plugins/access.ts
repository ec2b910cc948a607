import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Access } from '../../access/access.js';
import { type Caller, mayDo, nobody } from '../../access/caller.js';
import { bearerOf } from '../../access/key-text.js';
import { hostName, isLoopback, isOriginAllowed } from '../../access/origins.js';
import type { Scope } from '../../contracts/access.js';
import { AtelierError } from '../../errors.js';
import type { Workspace, Workspaces } from '../workspaces.js';
import { countRequest } from './rate-limit.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a key must be allowed to do for the route; `none` if everybody may use it. Every route states it. */
    scope?: Scope | 'none';
    /** Whether the route takes a ticket in place of a key. */
    takesTicket?: true;
  }
  interface FastifyRequest {
    /** Nobody until the sender is identified: a request can be refused before. */
    readonly caller: Caller;
    identified: Caller | null;
    /** What the caller can reach. */
    readonly workspace: Workspace;
    /** Why a WebSocket must not be served: it is told by its close code, since browsers show no other response. */
    socketError: AtelierError | null;
  }
}

export interface AccessOptions extends Pick<Access, 'authenticator' | 'tickets' | 'requestCounts'> {
  readonly workspaces: Workspaces;
  /** Origins of web pages that may use the service, beside its own. */
  readonly allowedOrigins: readonly string[];
  /** What one key may send; 0 for no limit. */
  readonly requestsPerMinute: number;
}

/** Finds out who sends each request, counts it, and refuses those that may not use their route before a body is read. */
export function guardRoutes(app: FastifyInstance, options: AccessOptions): void {
  const { authenticator, tickets, requestCounts, workspaces, allowedOrigins, requestsPerMinute } = options;
  app.decorateRequest('identified', null);
  app.decorateRequest('caller', {
    getter() {
      return this.identified ?? nobody;
    },
  });
  app.decorateRequest('socketError', null);
  app.decorateRequest('workspace', {
    getter() {
      return workspaces.of(this.caller.workspace);
    },
  });

  app.addHook('onRoute', ({ method, url, config }) => {
    // Preflights carry no key. They are answered by the list of origins.
    if (!config?.scope && method !== 'OPTIONS') throw new Error(`${String(method)} ${url} states no scope`);
  });

  // Most requests are of known keys, or need none: those wait for nothing.
  app.addHook('onRequest', (request, reply, done) => {
    const { scope = 'none', takesTicket = false } = request.routeOptions.config;
    if (scope === 'none') return done();
    const error = originError(request);
    if (error) return done(settle(request, reply, error));
    const { authorization } = request.headers;
    const found =
      takesTicket && authorization === undefined && hasTicket(request)
        ? ownerOfTicket(request)
        : authenticator.identify(bearerOf(authorization));
    const decide = (caller: Caller | undefined) => {
      request.identified = caller ?? null;
      done(settle(request, reply, caller ? scopeError(caller, scope) : unauthenticated(request, reply)));
    };
    if (found instanceof Promise) found.then(decide, done);
    else decide(found);
  });

  function originError({ headers: { origin, host } }: FastifyRequest): AtelierError | null {
    if (!isOriginAllowed(origin, host, allowedOrigins)) {
      const message = `Web pages of ${origin?.slice(0, 200)} may not use this service: see ALLOWED_ORIGINS.`;
      return new AtelierError('origin_refused', message);
    }
    // A page can give its own name this machine's address, and is of the same origin then.
    if (!authenticator.locked && host !== undefined && !isLoopback(hostName(host))) {
      const message = `Without API keys the service answers as localhost only, not as ${host.slice(0, 200)}.`;
      return new AtelierError('host_refused', message);
    }
    return null;
  }

  /** @returns undefined if the ticket is good for nothing, or not for this */
  async function ownerOfTicket({ query, params }: FastifyRequest): Promise<Caller | undefined> {
    const grant = await tickets.redeem(String((query as { ticket: unknown }).ticket));
    if (grant?.job !== (params as { id: string }).id) return undefined;
    return await (grant.key === null ? authenticator.identify(undefined) : authenticator.ownerOf(grant.key));
  }

  /** @returns what the request is to fail with, if anything */
  function settle(request: FastifyRequest, reply: FastifyReply, error: AtelierError | null): AtelierError | undefined {
    // Those who need no key are not limited.
    const isLocal = request.caller.key === null && error === null;
    const tooMany = isLocal ? null : countRequest(requestCounts, requestsPerMinute, request, reply);
    if (tooMany) return tooMany;
    if (request.ws) request.socketError = error;
    return request.ws ? undefined : (error ?? undefined);
  }
}

function scopeError(caller: Caller, scope: Scope): AtelierError | null {
  if (mayDo(caller, scope)) return null;
  const { scopes, workspace } = caller;
  const why = scopes.includes(scope)
    ? `The scope ${scope} is for keys of the workspace default, not of ${workspace}.`
    : `This takes the scope ${scope}; the key has ${scopes.join(', ')}.`;
  return new AtelierError('forbidden', why);
}

function hasTicket({ query }: FastifyRequest): boolean {
  return (query as { ticket?: unknown }).ticket !== undefined;
}

function unauthenticated(request: FastifyRequest, reply: FastifyReply): AtelierError {
  const { authorization } = request.headers;
  // As RFC 6750 has it.
  const challenge = 'Bearer realm="atelier"';
  reply.header('www-authenticate', authorization === undefined ? challenge : `${challenge}, error="invalid_token"`);
  if (authorization !== undefined) return new AtelierError('unauthenticated', 'That is no valid API key.');
  const reason = hasTicket(request)
    ? 'The ticket is expired, was used before, or is for another job.'
    : 'An API key is needed: Authorization: Bearer atl_…';
  return new AtelierError('unauthenticated', reason);
}

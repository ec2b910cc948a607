import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Of the clouds' metadata services, the one that has a public address; all others are link-local, private or reserved. */
const METADATA = ['168.63.129.16/32'];
/** The part of IPv6 that is given out; what else calls itself unicast is of no network, or IPv4 in disguise (`::7f00:1`). */
const GIVEN_OUT = ipaddr.parseCIDR('2000::/3');

type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Finds all addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

const resolveByName: Resolve = (hostname) => lookup(hostname, { all: true });

/** Why a message was not sent. The address is not told: who asks may not know the operator's network. */
export class BlockedAddressError extends Error {
  override readonly name = 'BlockedAddressError';

  constructor(host: string) {
    super(`${host.slice(0, 100)} has an address that webhooks may not reach`);
  }
}

/**
 * Says which addresses webhooks may reach: public ones, and those that the operator allows. Whoever may create webhooks could
 * otherwise have this service send requests into the operator's network.
 */
export class AddressGuard {
  readonly #allowed: readonly Network[];
  readonly #blocked: readonly Network[] = METADATA.map((network) => ipaddr.parseCIDR(network));

  /**
   * @param allowed networks that may be reached though they are not public, such as `10.1.0.0/16` or `::1/128`
   * @param resolve is asked once for each connection
   */
  constructor(
    allowed: readonly string[],
    private readonly resolve: Resolve = resolveByName,
  ) {
    this.#allowed = allowed.map((network) => ipaddr.parseCIDR(network));
  }

  /** @param address of either kind; what is written as IPv6 and stands for IPv4 is judged as that */
  allows(address: string): boolean {
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    if (this.#allowed.some((network) => contains(network, parsed))) return true;
    if (this.#blocked.some((network) => contains(network, parsed))) return false;
    return parsed.range() === 'unicast' && (parsed.kind() === 'ipv4' || contains(GIVEN_OUT, parsed));
  }

  /**
   * Whether a URL names an address, or this machine, that must not be reached. What other names stand for is seen when
   * a connection is made.
   */
  blocksHost({ hostname }: URL): boolean {
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    if (isIP(host) !== 0) return !this.allows(host);
    return /(?:^|\.)localhost\.?$/.test(host) && !this.allows('127.0.0.1');
  }

  /**
   * For connections: resolves a name once, and hands on addresses that were checked, which the connection is then made to. A
   * name with any address that is blocked is blocked. Node doesn't ask about hosts that are addresses: see `blocksHost`.
   */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.#addressesOf(hostname).then(
      ([first, ...others]) => {
        if (options.all) callback(null, [first, ...others]);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, ''),
    );
  };

  async #addressesOf(hostname: string): Promise<[Address, ...Address[]]> {
    const [first, ...others] = await this.resolve(hostname);
    if (!first || ![first, ...others].every(({ address }) => this.allows(address)))
      throw new BlockedAddressError(hostname);
    return [first, ...others];
  }
}

type Address = Awaited<ReturnType<Resolve>>[number];

function contains([network, bits]: Network, address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return network.kind() === address.kind() && address.match(network, bits);
}

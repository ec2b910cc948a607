import { existsSync } from 'node:fs';
import { runTool } from './run-tool.js';

const SUBNET = '10.89.77';

/**
 * A network of this machine's own: a bridge in a network namespace, which reaches nothing outside, and a namespace with
 * an address on it for every member.
 */
export class Network {
  readonly #members = new Map<string, string>();

  private constructor(readonly name: string) {}

  /** @param name of the namespaces; those that a killed run left are replaced */
  static create(name: string): Network {
    const network = new Network(name);
    for (const line of runTool('ip', ['netns', 'list']).split('\n')) {
      const [namespace = ''] = line.split(' ');
      if (namespace.startsWith(name)) runTool('ip', ['netns', 'delete', namespace]);
    }
    runTool('ip', ['netns', 'add', name]);
    network.#ip(name, 'link', 'add', 'bridge0', 'type', 'bridge');
    network.#ip(name, 'address', 'add', `${SUBNET}.1/24`, 'dev', 'bridge0');
    for (const device of ['lo', 'bridge0']) network.#ip(name, 'link', 'set', device, 'up');
    return network;
  }

  /** @returns the path of a new member's namespace */
  join(member: string): string {
    const namespace = `${this.name}-${member}`;
    const port = `port${this.#members.size}`;
    const address = `${SUBNET}.${10 + this.#members.size}`;
    runTool('ip', ['netns', 'add', namespace]);
    this.#ip(this.name, 'link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
    this.#ip(this.name, 'link', 'set', port, 'master', 'bridge0', 'up');
    this.#ip(namespace, 'address', 'add', `${address}/24`, 'dev', 'eth0');
    for (const device of ['lo', 'eth0']) this.#ip(namespace, 'link', 'set', device, 'up');
    this.#members.set(member, address);
    return ['/run/netns', '/var/run/netns'].map((folder) => `${folder}/${namespace}`).find(existsSync) ?? '';
  }

  /** @throws Error if there is no such member */
  address(member: string): string {
    const address = this.#members.get(member);
    if (!address) throw new Error(`${member} is not on the network.`);
    return address;
  }

  /** The members' names and addresses, as a file for /etc/hosts. */
  hosts(): string {
    return ['127.0.0.1 localhost', ...[...this.#members].map(([name, address]) => `${address} ${name}`), ''].join('\n');
  }

  /** What comes before a command that is to run on the bridge. */
  get enter(): readonly string[] {
    return ['ip', 'netns', 'exec', this.name];
  }

  remove(): void {
    for (const member of this.#members.keys()) runTool('ip', ['netns', 'delete', `${this.name}-${member}`]);
    runTool('ip', ['netns', 'delete', this.name]);
  }

  #ip(namespace: string, ...args: string[]): void {
    runTool('ip', ['-netns', namespace, ...args]);
  }
}

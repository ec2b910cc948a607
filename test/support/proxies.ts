import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DebianProgram } from './debian-program.js';

/** A proxy, by its program and what it is told. */
export interface ProxyKind {
  readonly program: DebianProgram;
  /** @param server what its documentation calls a server or a site, as one listens on `port` of loopback */
  readonly start: (program: string, folder: string, server: string) => Promise<ChildProcess>;
}

export const nginx: ProxyKind = {
  program: { name: 'nginx', package: 'nginx', path: 'usr/sbin/nginx', harmless: ['-v'] },
  start: async (program, folder, server) => {
    const own = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${join(folder, name)};`,
    );
    // As Debian's nginx.conf has it, but for where it writes; its workers are other users unless told.
    const config = `
      ${process.getuid?.() === 0 ? 'user root;' : ''}
      daemon off; worker_processes 1; pid ${join(folder, 'pid')}; error_log stderr;
      events { worker_connections 768; }
      http {
        sendfile on; tcp_nopush on; default_type application/octet-stream; gzip on; access_log off;
        ${own.join('\n')}
        ${server}
      }`;
    await writeFile(join(folder, 'nginx.conf'), config);
    const told = ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')];
    return spawn(program, told, { stdio: ['ignore', 'inherit', 'inherit'] });
  },
};

export const caddy: ProxyKind = {
  program: { name: 'caddy', package: 'caddy', path: 'usr/bin/caddy', harmless: ['version'] },
  start: async (program, folder, server) => {
    const global = '{\n\tadmin off\n\tauto_https off\n}\n';
    await writeFile(join(folder, 'Caddyfile'), global + server);
    return spawn(program, ['run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')], {
      env: { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
      stdio: 'ignore',
    });
  },
};

export interface RunningProxy {
  stop(): Promise<void>;
}

/** Starts a proxy that listens on a port. Resolves when it does. */
export async function startProxy(kind: ProxyKind, path: string, port: number, server: string): Promise<RunningProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-proxy-'));
  const child = await kind.start(path, folder, server);
  const exited = once(child, 'exit');
  let ended: string | undefined;
  void exited.then(([code]) => {
    ended = `the proxy ended with ${code}`;
  });
  while (!(await listens(port))) if (ended) throw new Error(ended);
  return {
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const connected = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'close').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return connected;
}

/** A port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

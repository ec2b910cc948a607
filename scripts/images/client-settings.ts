import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool, toolWorks } from './run-tool.js';

/** Where Debian's clients look for certificates; the Dockerfiles mount them there. */
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** How this machine's npm, pip and apt reach their registries, as files for `--secret` of a build. */
export interface ClientSettings {
  /** Arguments of `buildah build`. */
  readonly secrets: readonly string[];
  /** Debian's mirror. */
  readonly mirror: string;
  /** Values that must not be found in an image: secrets, and addresses of registries that are not everybody's. */
  readonly privateValues: readonly string[];
  remove(): void;
}

/** Reads the settings that are in force here, from files and from the environment. */
export function readClientSettings(): ClientSettings {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-clients-'));
  const mirrors = debianMirrors();
  const files = {
    npmrc: npmrc(),
    'pip-conf': pipConf(),
    'apt-sources': aptSources(mirrors),
    'apt-conf': aptConf(),
  };
  const secrets = Object.entries(files).map(([id, text]) => {
    writeFileSync(join(folder, id), text, { mode: 0o600 });
    return `--secret=id=${id},src=${join(folder, id)}`;
  });
  if (existsSync(CERTIFICATES)) secrets.push(`--secret=id=ca-certificates,src=${CERTIFICATES}`);
  return {
    secrets,
    mirror: mirrors.debian,
    privateValues: privateValues(Object.values(files).join('\n')),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function npmrc(): string {
  const file = runTool('npm', ['config', 'get', 'userconfig']);
  const lines = existsSync(file) ? [readFileSync(file, 'utf8')] : [];
  // The environment and npm's other files may name another registry than the user's file.
  lines.push(`registry=${runTool('npm', ['config', 'get', 'registry'])}`);
  if (existsSync(CERTIFICATES)) lines.push(`cafile=${CERTIFICATES}`);
  return `${lines.join('\n')}\n`;
}

/** `pip config list` merges its files and the environment: `global.timeout='60'`, `:env:.index-url='…'`. */
function pipConf(): string {
  const listed = toolWorks('python3', ['-m', 'pip', '--version'])
    ? runTool('python3', ['-m', 'pip', 'config', 'list'])
    : '';
  const settings = [...listed.matchAll(/^(?:global|:env:)\.([a-z-]+)='(.*)'$/gm)]
    .map(([, name, value]) => ({ name, value: value as string }))
    // Files of this machine are not in the container.
    .filter(({ name, value }) => name !== 'cert' && !/^(\/|file:)/.test(value));
  if (existsSync(CERTIFICATES)) settings.push({ name: 'cert', value: CERTIFICATES });
  return `[global]\n${settings.map(({ name, value }) => `${name} = ${value.replaceAll('\\n', ' ')}\n`).join('')}`;
}

function debianMirrors(): { debian: string; security: string } {
  const listed = toolWorks('apt-get', ['--version'])
    ? runTool('apt-get', ['indextargets', '--format', '$(REPO_URI)'])
    : '';
  const find = (end: RegExp) => {
    const found = listed.split('\n').find((uri) => end.test(uri));
    if (found === undefined)
      throw new Error("apt on this machine knows no mirror of Debian's that images can be made from.");
    return found;
  };
  return { debian: find(/\/debian\/?$/), security: find(/\/debian-security\/?$/) };
}

/** For the build stages, which are Debian 12. */
function aptSources({ debian, security }: { debian: string; security: string }): string {
  const stanza = (uri: string, suites: string) =>
    `Types: deb\nURIs: ${uri}\nSuites: ${suites}\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n`;
  return `${stanza(debian, 'bookworm bookworm-updates')}\n${stanza(security, 'bookworm-security')}`;
}

function aptConf(): string {
  const listed = toolWorks('apt-config', ['--version']) ? runTool('apt-config', ['dump']) : '';
  return `${listed
    .split('\n')
    .filter((line) => /^Acquire::(http|https|Check)[-:A-Za-z]* "[^"]+";$/.test(line))
    .join('\n')}\n`;
}

/** Every image may name these: npm's own registry is in npm itself, Debian's servers are in its packages. */
function isEverybodys(host: string): boolean {
  const own = runTool('npm', ['config', 'get', 'registry', '--userconfig=/dev/null', '--globalconfig='], {
    npm_config_registry: undefined,
  });
  return host === new URL(own).hostname || /(^|\.)debian\.org$/.test(host);
}

function privateValues(text: string): string[] {
  const hosts = [...text.matchAll(/\bhttps?:\/\/(?:[^@/\s]*@)?([^/:\s"';]+)/g)].map(([, host]) => host as string);
  const secrets = [...text.matchAll(/_(?:authToken|auth|password)\s*=\s*(\S+)/g)].map(([, secret]) => secret as string);
  return [...new Set([...hosts.filter((host) => !isEverybodys(host)), ...secrets])];
}

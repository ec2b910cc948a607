import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonWith, TORCH } from '../../bench/support/python.js';
import { oneAtATime } from './shared.js';

/** What reads our exports: the real things, from pip. */
const READERS = [...TORCH, 'safetensors==0.8.0', 'onnx==1.23.2', 'onnxruntime==1.32.0'];

/** The oldest onnxruntime that pip has for each Python. */
const OLDEST_RUNTIME = [
  'onnxruntime==1.15.0; python_version < "3.12"',
  'onnxruntime==1.17.0; python_version == "3.12"',
  'onnxruntime==1.20.0; python_version > "3.12"',
  'numpy==1.26.4; python_version < "3.13"',
  'numpy==2.1.3; python_version > "3.12"',
];

/** `pythonWith` for test files, of which two that run at the same time may want the same packages. */
export async function sharedPython(requirements: readonly string[]): Promise<string> {
  return await oneAtATime(requirements.join(' '), async () => pythonWith(requirements));
}

/** A Python with PyTorch, safetensors, ONNX and its runtime; undefined, with the reason printed, where pip has none. */
export async function findReaders(): Promise<string | undefined> {
  return await findPython(READERS, 'PyTorch and onnxruntime');
}

/** A Python with the oldest onnxruntime, likewise. */
export async function findOldestRuntime(): Promise<string | undefined> {
  return await findPython(OLDEST_RUNTIME, 'an old onnxruntime');
}

async function findPython(requirements: readonly string[], what: string): Promise<string | undefined> {
  try {
    return await sharedPython(requirements);
  } catch (error) {
    process.stderr.write(`skipped: ${what} can't be had here: ${(error as Error).message}\n`);
    return undefined;
  }
}

/** A folder for files that go to a Python program and come back. */
export class PythonFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'atelier-python-'));

  constructor(private readonly python: string) {}

  write(name: string, bytes: Uint8Array): void {
    writeFileSync(join(this.path, name), bytes);
  }

  read(name: string): Buffer {
    return readFileSync(join(this.path, name));
  }

  /** Reads float32 numbers. */
  readFloats(name: string): Float32Array {
    return new Float32Array(Uint8Array.from(this.read(name)).buffer);
  }

  /**
   * Runs a program in the folder.
   * @returns what it prints
   * @throws Error with what it says of its failure
   */
  run(...args: string[]): string {
    return this.runWith(this.python, ...args);
  }

  /** The same with another Python. */
  runWith(python: string, ...args: string[]): string {
    // Two threads, as this machine may have no more, and onnxruntime would bind itself to cores by default.
    const env = { ...process.env, OMP_NUM_THREADS: '2' };
    return execFileSync(python, args, { cwd: this.path, env, encoding: 'utf8' });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

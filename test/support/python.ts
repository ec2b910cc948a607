import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonWith, TORCH } from '../../bench/support/python.js';
import { oneAtATime } from './shared.js';

/** What reads our exports: the real things, from pip. */
const READERS = [...TORCH, 'safetensors==0.8.0', 'onnx==1.23.2', 'onnxruntime==1.32.0'];

/** `pythonWith` for test files, of which two that run at the same time may want the same packages. */
export async function sharedPython(requirements: readonly string[]): Promise<string> {
  return await oneAtATime(requirements.join(' '), async () => pythonWith(requirements));
}

/** A Python with PyTorch, safetensors, ONNX and its runtime; undefined, with the reason printed, where pip has none. */
export async function findReaders(): Promise<string | undefined> {
  try {
    return await sharedPython(READERS);
  } catch (error) {
    process.stderr.write(`skipped: PyTorch and onnxruntime can't be had here: ${(error as Error).message}\n`);
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
    // Two threads, as this machine may have no more, and onnxruntime would bind itself to cores by default.
    const env = { ...process.env, OMP_NUM_THREADS: '2' };
    return execFileSync(this.python, args, { cwd: this.path, env, encoding: 'utf8' });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

import type { Job } from '../../src/contracts/job.js';
import type { Problem } from '../../src/contracts/problem.js';

/** Posts weights, as a client does. */
export async function postWeights(
  url: string,
  files: Readonly<Record<string, Uint8Array>>,
  fields: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: Job & Problem }> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const [name, bytes] of Object.entries(files))
    form.append(name, new Blob([Uint8Array.from(bytes)]), `${name}.safetensors`);
  const response = await fetch(`${url}/jobs/import`, { method: 'POST', body: form });
  return { status: response.status, body: (await response.json()) as Job & Problem };
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, startApi } from '../support/api.js';
import { postWeights } from '../support/import-weights.js';
import { findReaders, PythonFolder } from '../support/python.js';

const python = await findReaders();

describe.skipIf(!python)('weights as real programs leave them', () => {
  let api: Api;
  let folder: PythonFolder;
  let firstNames: Record<string, string>;
  beforeAll(async () => {
    api = await startApi();
    folder = new PythonFolder(python as string);
    firstNames = JSON.parse(folder.run(new URL('peers/save_wrapped.py', import.meta.url).pathname));
  });
  afterAll(async () => {
    await api?.remove();
    folder?.remove();
  });

  function fileOf(name: string): Buffer {
    return folder.read(`${name}.safetensors`);
  }

  /** @returns the checksum of the checkpoint that comes of the files: equal weights have equal ones */
  async function imported(files: Readonly<Record<string, string>>): Promise<string | undefined> {
    const bytes = Object.fromEntries(Object.entries(files).map(([field, name]) => [field, fileOf(name)]));
    const { status, body } = await postWeights(api.url, bytes);
    expect(body.detail).toBeUndefined();
    expect(status).toBe(201);
    return (await api.jobs.checkpoints(body.id))[0]?.weights.sha256;
  }

  it.each([
    ['compiled', '_orig_mod.main.0.weight'],
    ['parallel', 'module.main.0.weight'],
    ['compiled-parallel', '_orig_mod.module.main.0.weight'],
    ['parallel-compiled', 'module._orig_mod.main.0.weight'],
    ['averaged', 'n_averaged'],
    ['averaged-compiled', 'n_averaged'],
    ['compiled-by-layer', 'main.0._orig_mod.weight'],
    ['checkpointed-by-layer', 'main.0._checkpoint_wrapped_module.weight'],
    ['inner-sequential-compiled', 'main._orig_mod.0.weight'],
    ['bare-sequential', '0.weight'],
    ['bare-sequential-averaged', 'n_averaged'],
    ['lightning', 'generator.main.0.weight'],
    ['training-checkpoint', 'netG.main.0.weight'],
    ['nested-state-dict', 'state_dict.module.main.0.weight'],
    ['double', 'main.0.weight'],
  ])('that are %s, with %s, become the same networks as the plain ones', async (name, firstName) => {
    expect(firstNames[name]).toBe(firstName);
    expect(await imported({ generator: name })).toBe(await imported({ generator: 'float32' }));
  });

  it.each(['half', 'bfloat16'])('of %s precision become the numbers that PyTorch makes of them', async (name) => {
    const ours = await imported({ generator: name });
    expect(ours).toBe(await imported({ generator: `float32-of-${name}` }));
    expect(ours).not.toBe(await imported({ generator: 'float32' }));
  });

  it.each(['lightning', 'training-checkpoint'])('of both networks in one file, %s, are each found', async (name) => {
    expect(await imported({ generator: name, discriminator: name })).toBe(
      await imported({ generator: 'float32', discriminator: 'discriminator' }),
    );
  });

  it.each<[string, readonly string[]]>([
    ['two-generators', ['generator.main.', 'ema.module.main.', 'fit']],
    ['named-layers', ['0 filters', 'found are', 'up0.weight', 'norm1.bias', 'main.0.weight', 'main.1.bias']],
    ['other-positions', ['3.weight is F32 [8]', 'F32 [16, 8, 4, 4] is needed', 'found are 0.weight', 'main.3.weight']],
    ['one-more-layer', ['has no head.weight', 'main.0.weight']],
    ['spectral-norm', ['0 filters', 'parametrizations.weight.original', 'main.0.weight']],
    ['discriminator', ['main.', 'nc is 16, which']],
  ])('that are %s are refused by the names found and those expected', async (name, parts) => {
    const { status, body } = await postWeights(api.url, { generator: fileOf(name) });
    expect(status).toBe(422);
    expect(body.code).toBe('weights_invalid');
    for (const part of parts) expect(body.detail).toContain(part);
  });
});

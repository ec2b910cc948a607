import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseGpus, readMemoryUse } from '../../src/jobs/workers/memory-use.js';

const MIB = 1024 ** 2;

describe('memory', () => {
  it('is that of the children, and of theirs, by kind', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'atelier-memory-'));
    // A trainer with a replica, as far as their names go; the replica holds 200 MB.
    await writeFile(join(folder, 'replica.js'), `globalThis.held = Buffer.alloc(2e8, 1); process.send('ready')`);
    await writeFile(
      join(folder, 'trainer.js'),
      `import { fork } from 'node:child_process';
       fork(${JSON.stringify(join(folder, 'replica.js'))}).on('message', () => process.send('ready'));
       process.on('disconnect', () => process.exit());`,
    );
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    const child = fork(join(folder, 'trainer.js'));
    await once(child, 'message');
    const { devices, processes } = await readMemoryUse({ gpus: [], cores: 2 });
    child.disconnect();
    await once(child, 'exit');
    await rm(folder, { recursive: true });
    expect(processes.trainer).toBeGreaterThan(10e6);
    expect(processes.replica).toBeGreaterThan(100e6);
    expect(devices).toHaveLength(1);
    expect(devices[0]?.used).toBeGreaterThanOrEqual((processes.trainer as number) + (processes.replica as number));
    expect(devices[0]?.total).toBeGreaterThan(devices[0]?.used as number);
  });

  it("of GPUs is the driver's, of those that are used", () => {
    const csv = '0, GPU-aaaa, 512, 81559\n1, GPU-bbbb, 1024, 81559\n2, GPU-cccc, [N/A], [N/A]\n';
    const second = { device: 'gpu1', used: 1024 * MIB, total: 81559 * MIB };
    expect(parseGpus(csv, ['1'])).toEqual([second]);
    expect(parseGpus(csv, ['GPU-bb'])).toEqual([second]);
    expect(parseGpus(csv, ['GPU-cccc'])).toEqual([]);
    expect(parseGpus(csv, ['0', '1'])).toHaveLength(2);
  });
});

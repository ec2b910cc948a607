import { byteCount, elementCount, encodeHead, type TensorSpec } from '../../src/storage/safetensors-header.js';
import { formula } from './numeric.js';

/** A state_dict of the tutorial's generator for 32 pixels, tensor by tensor, as PyTorch has it. */
export function tutorialGenerator({ nz = 6, ngf = 2, nc = 3 } = {}): TensorSpec[] {
  return [
    filter(0, [nz, ngf * 4, 4, 4]),
    ...batchNorm(1, ngf * 4),
    filter(3, [ngf * 4, ngf * 2, 4, 4]),
    ...batchNorm(4, ngf * 2),
    filter(6, [ngf * 2, ngf, 4, 4]),
    ...batchNorm(7, ngf),
    filter(9, [ngf, nc, 4, 4]),
  ];
}

/** The discriminator for 32 pixels. */
export function tutorialDiscriminator({ ndf = 2, nc = 3 } = {}): TensorSpec[] {
  return [
    filter(0, [ndf, nc, 4, 4]),
    filter(2, [ndf * 2, ndf, 4, 4]),
    ...batchNorm(3, ndf * 2),
    filter(5, [ndf * 4, ndf * 2, 4, 4]),
    ...batchNorm(6, ndf * 4),
    filter(8, [1, ndf * 4, 4, 4]),
  ];
}

/** The file that safetensors' `save_file` would make of it, with numbers that depend on the names. */
export function safetensorsFile(tensors: readonly TensorSpec[], metadata = { format: 'pt' }): Buffer {
  return Buffer.concat([encodeHead(tensors, metadata), ...tensors.map(bytesOfTensor)]);
}

function filter(position: number, shape: number[]): TensorSpec {
  return { name: `main.${position}.weight`, type: 'F32', shape };
}

function batchNorm(position: number, channels: number): TensorSpec[] {
  const floats = ['weight', 'bias', 'running_mean', 'running_var'].map(
    (name): TensorSpec => ({ name: `main.${position}.${name}`, type: 'F32', shape: [channels] }),
  );
  return [...floats, { name: `main.${position}.num_batches_tracked`, type: 'I64', shape: [] }];
}

function bytesOfTensor({ name, type, shape }: TensorSpec): Buffer {
  if (type !== 'F32') return Buffer.alloc(byteCount(type, shape));
  const offset = name.endsWith('.running_var') || (shape.length === 1 && name.endsWith('.weight')) ? 1 : 0;
  const values = Float32Array.from(formula(name, elementCount(shape), offset, 0.5));
  return Buffer.from(values.buffer);
}

import { Contestant } from './contestant.js';
import { peerScript, pythonWith, TORCH } from './python.js';

export interface StepSizes {
  readonly batch: number;
  /** ngf = ndf. */
  readonly width: number;
  readonly imageSize: number;
}

export const TUTORIAL: StepSizes = { batch: 128, width: 64, imageSize: 64 };

export interface StepTimes {
  readonly seconds: number[];
  /** The best convolution's FLOP/s, where it was asked for. */
  readonly rate?: number;
}

const words = ({ batch, width, imageSize }: StepSizes) => [batch, width, imageSize].map(String);

export function ourStep(precision: 'fp32' | 'bf16', sizes: StepSizes): Contestant {
  return Contestant.workload('training-step', [precision, ...words(sizes)]);
}

export function torchStep(mode: 'eager' | 'channels_last' | 'channels_last_bf16', sizes: StepSizes): Contestant {
  return new Contestant(pythonWith(TORCH), [peerScript('training_step.py'), mode, ...words(sizes)]);
}

/** Multiplications and additions of one image's part of a training step, from the networks' convolutions. */
export const TUTORIAL_FLOP_PER_IMAGE = 2 * 1.137e9;

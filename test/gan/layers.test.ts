import { describe, expect, it } from 'vitest';
import { type Layer, parameterCount } from '../../src/models/layer.js';
import { Convolution } from '../../src/models/layers/convolution.js';
import { discriminatorLayers, generatorLayers, type NetworkShape } from '../../src/models/networks.js';

/** The tutorial's, but for the image size. */
const sizesFor = (imageSize: number): NetworkShape => ({ imageSize, nc: 3, nz: 100, ngf: 64, ndf: 64 });

/** Convolutions as `in→out /stride padding =outputSize`, the rest by their names. */
function describeLayers(layers: readonly Layer[]): string[] {
  return layers.map((layer) => {
    if (!(layer instanceof Convolution)) return `${layer.kind} ${layer.outputChannels}`;
    const { kind, inChannels, outChannels, kernelSize, stride, padding, outputSize } = layer;
    return `${kind} ${inChannels}→${outChannels}, ${kernelSize}, ${stride}, ${padding} = ${outputSize}`;
  });
}

function count(layers: readonly Layer[]): number {
  return layers.reduce((sum, layer) => sum + parameterCount(layer), 0);
}

describe("the tutorial's networks", () => {
  it('has its generator, layer by layer', () => {
    expect(describeLayers(generatorLayers(sizesFor(64)))).toEqual([
      'ConvTranspose2d 100→512, 4, 1, 0 = 4',
      'BatchNorm2d 512',
      'ReLU 512',
      'ConvTranspose2d 512→256, 4, 2, 1 = 8',
      'BatchNorm2d 256',
      'ReLU 256',
      'ConvTranspose2d 256→128, 4, 2, 1 = 16',
      'BatchNorm2d 128',
      'ReLU 128',
      'ConvTranspose2d 128→64, 4, 2, 1 = 32',
      'BatchNorm2d 64',
      'ReLU 64',
      'ConvTranspose2d 64→3, 4, 2, 1 = 64',
      'Tanh 3',
    ]);
  });

  it('has its discriminator, layer by layer', () => {
    expect(describeLayers(discriminatorLayers(sizesFor(64)))).toEqual([
      'Conv2d 3→64, 4, 2, 1 = 32',
      'LeakyReLU 64',
      'Conv2d 64→128, 4, 2, 1 = 16',
      'BatchNorm2d 128',
      'LeakyReLU 128',
      'Conv2d 128→256, 4, 2, 1 = 8',
      'BatchNorm2d 256',
      'LeakyReLU 256',
      'Conv2d 256→512, 4, 2, 1 = 4',
      'BatchNorm2d 512',
      'LeakyReLU 512',
      'Conv2d 512→1, 4, 1, 0 = 1',
      'Sigmoid 1',
    ]);
  });
});

// Added up by hand, in · out · 16 a convolution and 2 · channels a batch norm; at 64 pixels, PyTorch's own count.
it.each([
  { imageSize: 32, generator: 1_068_928, discriminator: 663_296 },
  { imageSize: 64, generator: 3_576_704, discriminator: 2_765_568 },
  { imageSize: 128, generator: 12_786_560, discriminator: 11_164_416 },
  { imageSize: 256, generator: 47_983_488, discriminator: 44_739_328 },
])('has the right number of parameters at $imageSize pixels', ({ imageSize, generator, discriminator }) => {
  expect(count(generatorLayers(sizesFor(imageSize)))).toBe(generator);
  expect(count(discriminatorLayers(sizesFor(imageSize)))).toBe(discriminator);
});

describe.each([32, 64, 128, 256])('the networks for %i pixels', (imageSize) => {
  const networks = {
    generator: generatorLayers(sizesFor(imageSize)),
    discriminator: discriminatorLayers(sizesFor(imageSize)),
  };

  it('end in an image and in one answer', () => {
    expect(networks.generator.at(-1)).toEqual({ kind: 'Tanh', channels: 3, outputSize: imageSize });
    expect(networks.discriminator.at(-1)).toEqual({ kind: 'Sigmoid', channels: 1, outputSize: 1 });
  });

  it.each(['generator', 'discriminator'] as const)("fit each other's channels and sizes: %s", (name) => {
    let channels = name === 'generator' ? 100 : 3;
    let size = name === 'generator' ? 1 : imageSize;
    for (const layer of networks[name]) {
      if (layer instanceof Convolution) {
        const { kernelSize, stride, padding } = layer;
        expect(layer.inChannels).toBe(channels);
        // The formulas of PyTorch's documentation.
        size =
          layer.kind === 'Conv2d'
            ? Math.floor((size + 2 * padding - kernelSize) / stride) + 1
            : (size - 1) * stride - 2 * padding + kernelSize;
        channels = layer.outChannels;
      } else {
        expect(layer.outputChannels).toBe(channels);
      }
      expect(layer.outputSize).toBe(size);
    }
  });
});

it('follows the channels asked for', () => {
  const sizes = { imageSize: 32, nc: 1, nz: 7, ngf: 5, ndf: 3 };
  expect(describeLayers(generatorLayers(sizes)).filter((layer) => layer.startsWith('Conv'))).toEqual([
    'ConvTranspose2d 7→20, 4, 1, 0 = 4',
    'ConvTranspose2d 20→10, 4, 2, 1 = 8',
    'ConvTranspose2d 10→5, 4, 2, 1 = 16',
    'ConvTranspose2d 5→1, 4, 2, 1 = 32',
  ]);
  expect(describeLayers(discriminatorLayers(sizes)).filter((layer) => layer.startsWith('Conv'))).toEqual([
    'Conv2d 1→3, 4, 2, 1 = 16',
    'Conv2d 3→6, 4, 2, 1 = 8',
    'Conv2d 6→12, 4, 2, 1 = 4',
    'Conv2d 12→1, 4, 1, 0 = 1',
  ]);
});

describe('conditional networks', () => {
  const sizes = { ...sizesFor(64), classes: 6 };

  it('are the tutorial’s but for what comes before the first layer and after the last', () => {
    const [embedding, first, ...hidden] = generatorLayers(sizes);
    expect(embedding).toEqual({ kind: 'LabelEmbedding', classes: 6, length: 32, channels: 132, outputSize: 1 });
    expect(first).toEqual({ ...generatorLayers(sizesFor(64))[0], inChannels: 132 });
    expect(hidden).toEqual(generatorLayers(sizesFor(64)).slice(1));

    const [last, projection, sigmoid] = discriminatorLayers(sizes).slice(-3);
    const [tutorials, ...sigmoids] = discriminatorLayers(sizesFor(64)).slice(-2);
    expect(last).toEqual({ ...tutorials, outChannels: 7 });
    expect(projection).toEqual({ kind: 'LabelProjection', classes: 6, channels: 1, outputSize: 1 });
    expect([sigmoid]).toEqual(sigmoids);
    expect(discriminatorLayers(sizes).slice(0, -3)).toEqual(discriminatorLayers(sizesFor(64)).slice(0, -2));
  });

  it('have an embedding and a filter more for each class', () => {
    // 32 further inputs of 512 filters of 4×4; a row of 32 and a filter of 4×4×512 a class.
    expect(count(generatorLayers(sizes))).toBe(3_576_704 + 32 * 512 * 16 + 6 * 32);
    expect(count(discriminatorLayers(sizes))).toBe(2_765_568 + 6 * 512 * 16);
  });
});

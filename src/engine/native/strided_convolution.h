#pragma once

#include "convolutions.h"
#include "matrix_product.h"
#include "tiles.h"

namespace atelier {
namespace {

// The strided convolution.
//
// Along one axis, result i adds up two convolutions of two taps: taps 0 and 2 of pixels 2i − 1 and 2i + 1, and taps 1 and 3
// of pixels 2i and 2i + 2. Both make their results from three products in the same way. So their products are added up as
// one, of twice the depth: four times, along both axes.

constexpr size_t kSums = 3, kPhases = 2;

inline void stridedData(Vector d0, Vector d1, Vector d2, Vector (&data)[kSums]) {
  data[0] = d0 - d1;
  data[1] = d1;
  data[2] = d1 - d2;
}

// What multiplies the data: made of two taps for the results, and of two results' gradients for the taps' gradients.
inline void stridedFactors(Vector first, Vector second, Vector (&factors)[kSums]) {
  factors[0] = first;
  factors[1] = first + second;
  factors[2] = second;
}

// The two results of three products, or the two taps' gradients.
inline void stridedResults(Vector m0, Vector m1, Vector m2, Vector (&y)[2]) {
  y[0] = m0 + m1;
  y[1] = m1 - m2;
}

// packed[panel][sum, sum][phase, phase, in][kPanel]
void packStridedFilter(const float* filter, const Sizes& s, size_t from, size_t to, float* packed) {
  const size_t tap = s.inChannels * s.outChannels;
  for (size_t panel = from; panel < to; panel++) {
    for (size_t phase = 0; phase < kPhases * kPhases; phase++) {
      const float* corner = filter + (phase / kPhases * 4 + phase % kPhases) * tap;
      for (size_t in = 0; in < s.inChannels; in++) {
        for (size_t lane = 0; lane < kPanel; lane += kLanes) {
          const float* g = corner + in * s.outChannels + panel * kPanel + lane;
          Vector across[2][kSums];
          for (size_t i = 0; i < 2; i++) stridedFactors(load(g + 8 * i * tap), load(g + (8 * i + 2) * tap), across[i]);
          for (size_t q = 0; q < kSums; q++) {
            Vector down[kSums];
            stridedFactors(across[0][q], across[1][q], down);
            for (size_t p = 0; p < kSums; p++) {
              const size_t row = ((panel * kSums + p) * kSums + q) * kPhases * kPhases * s.inChannels + phase * s.inChannels + in;
              store(packed + row * kPanel + lane, down[p]);
            }
          }
        }
      }
    }
  }
}

// Tiles from..to of data[kSums, kSums][block.tiles][phase, phase, in].
void readStridedData(const float* x, const Sizes& s, const Block& block, size_t from, size_t to, float* data) {
  const size_t depth = kPhases * kPhases * s.inChannels;
  for (size_t t = from; t < to; t++) {
    const Tile tile(block.from + t, s);
    const float* image = x + tile.image * 4 * s.height * s.width * s.inChannels;
    const Surroundings<6> around(image, 2 * s.height, 2 * s.width, s.inChannels, 4 * tile.row, 4 * tile.column);
    for (size_t phase = 0; phase < kPhases * kPhases; phase++) {
      const size_t i = phase / kPhases, j = phase % kPhases;
      for (size_t channel = 0; channel < s.inChannels; channel += kLanes) {
        Vector across[3][kSums];
        for (size_t k = 0; k < 3; k++) {
          stridedData(around.at(i + 2 * k, j, channel), around.at(i + 2 * k, j + 2, channel),
                      around.at(i + 2 * k, j + 4, channel), across[k]);
        }
        for (size_t q = 0; q < kSums; q++) {
          Vector down[kSums];
          stridedData(across[0][q], across[1][q], across[2][q], down);
          for (size_t p = 0; p < kSums; p++) {
            store(data + ((p * kSums + q) * block.tiles + t) * padded(depth) + phase * s.inChannels + channel, down[p]);
          }
        }
      }
    }
  }
}

// sums[kSums, kSums][tiles][kPanel]
void writeStrided(const float* sums, const Sizes& s, const Part& part, size_t panel, float* y) {
  const size_t tiles = part.tilesTo - part.tilesFrom;
  for (size_t t = 0; t < tiles; t++) {
    const Tile tile(part.tilesFrom + t, s);
    float* corner = y + ((tile.image * s.height + 2 * tile.row) * s.width + 2 * tile.column) * s.outChannels + panel * kPanel;
    for (size_t lane = 0; lane < kPanel; lane += kLanes) {
      Vector across[kSums][2];
      for (size_t p = 0; p < kSums; p++) {
        Vector m[kSums];
        for (size_t q = 0; q < kSums; q++) m[q] = load(sums + ((p * kSums + q) * tiles + t) * kPanel + lane);
        stridedResults(m[0], m[1], m[2], across[p]);
      }
      for (size_t j = 0; j < 2; j++) {
        Vector down[2];
        stridedResults(across[0][j], across[1][j], across[2][j], down);
        for (size_t i = 0; i < 2; i++) store(corner + (i * s.width + j) * s.outChannels + lane, down[i]);
      }
    }
  }
}

void stridedConvolution(const float* x, const float* packed, const Sizes& s, const Part& part, float* scratch, float* y) {
  const size_t tiles = part.tilesTo - part.tilesFrom, depth = kPhases * kPhases * s.inChannels;
  float* data = scratch;
  float* sums = scratch + kSums * kSums * tiles * padded(depth);
  readStridedData(x, s, {part.tilesFrom, tiles}, 0, tiles, data);
  for (size_t panel = part.panelsFrom; panel < part.panelsTo; panel++) {
    for (size_t sum = 0; sum < kSums * kSums; sum++) {
      product<Product::plain>(tiles, data + sum * tiles * padded(depth), padded(depth),
                              packed + (panel * kSums * kSums + sum) * depth * kPanel, depth, sums + sum * tiles * kPanel);
    }
    writeStrided(sums, s, part, panel, y);
  }
}

}  // namespace
}  // namespace atelier

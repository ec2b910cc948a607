#pragma once

#include "convolutions.h"
#include "strided_convolution.h"
#include "matrix_product.h"
#include "tiles.h"

namespace atelier {
namespace {

// The gradient of a strided convolution's filter.
//
// Of two results, taps g0 and g1 of one axis have the gradients d0·y0 + d1·y1 and d1·y0 + d2·y1, where y are the results'
// gradients. They too are made from three products: of the convolution's data, and of y0, y0 + y1 and y1. The products are added
// up over the tiles, so each is a product of matrices whose depth are the tiles.

// Tiles from..to of cotangents[kSums, kSums][panel][block.tiles][kPanel].
void readCotangents(const float* dy, const Sizes& s, const Block& block, size_t from, size_t to, float* cotangents) {
  const size_t panels = s.outChannels / kPanel;
  for (size_t t = from; t < to; t++) {
    const Tile tile(block.from + t, s);
    const float* corner = dy + ((tile.image * s.height + 2 * tile.row) * s.width + 2 * tile.column) * s.outChannels;
    for (size_t channel = 0; channel < s.outChannels; channel += kLanes) {
      Vector across[2][kSums];
      for (size_t i = 0; i < 2; i++) {
        const float* row = corner + i * s.width * s.outChannels + channel;
        stridedFactors(load(row), load(row + s.outChannels), across[i]);
      }
      for (size_t q = 0; q < kSums; q++) {
        Vector down[kSums];
        stridedFactors(across[0][q], across[1][q], down);
        for (size_t p = 0; p < kSums; p++) {
          const size_t row = ((p * kSums + q) * panels + channel / kPanel) * block.tiles + t;
          store(cotangents + row * kPanel + channel % kPanel, down[p]);
        }
      }
    }
  }
}

void readForGradient(const float* x, const float* dy, const Sizes& s, const Block& block, size_t from, size_t to, float* data,
                     float* cotangents) {
  readStridedData(x, s, block, from, to, data);
  readCotangents(dy, s, block, from, to, cotangents);
}

// Adds a block's products of one sum and panel to products[sum, sum][panel][phase, phase, in][kPanel].
void addProducts(const float* data, const float* cotangents, const Sizes& s, size_t tiles, size_t sum, size_t panel,
                 float* products) {
  const size_t rows = kPhases * kPhases * s.inChannels, panels = s.outChannels / kPanel;
  const float* a = data + sum * tiles * padded(rows);
  const float* b = cotangents + (sum * panels + panel) * tiles * kPanel;
  float* c = products + (sum * panels + panel) * rows * kPanel;
  // In the nearest cache a few tiles' cotangents find room, which all rows want.
  constexpr size_t kTogether = 128;
  for (size_t t = 0; t < tiles; t += kTogether) {
    const size_t depth = tiles - t < kTogether ? tiles - t : kTogether;
    product<Product::addedTransposed>(rows, a + t * padded(rows), padded(rows), b + t * kPanel, depth, c);
  }
}

// gradient[4, 4, in, out]
void writeGradient(const float* products, const Sizes& s, size_t panel, float* gradient) {
  const size_t panels = s.outChannels / kPanel, tap = s.inChannels * s.outChannels;
  for (size_t phase = 0; phase < kPhases * kPhases; phase++) {
    float* corner = gradient + (phase / kPhases * 4 + phase % kPhases) * tap;
    for (size_t in = 0; in < s.inChannels; in++) {
      for (size_t lane = 0; lane < kPanel; lane += kLanes) {
        Vector across[kSums][2];
        for (size_t p = 0; p < kSums; p++) {
          Vector m[kSums];
          for (size_t q = 0; q < kSums; q++) {
            const size_t row = ((p * kSums + q) * panels + panel) * kPhases * kPhases * s.inChannels + phase * s.inChannels + in;
            m[q] = load(products + row * kPanel + lane);
          }
          stridedResults(m[0], m[1], m[2], across[p]);
        }
        float* to = corner + in * s.outChannels + panel * kPanel + lane;
        for (size_t j = 0; j < 2; j++) {
          Vector down[2];
          stridedResults(across[0][j], across[1][j], across[2][j], down);
          for (size_t i = 0; i < 2; i++) store(to + (8 * i + 2 * j) * tap, down[i]);
        }
      }
    }
  }
}

size_t dataLength(const Sizes& s, size_t tiles) { return kSums * kSums * tiles * padded(kPhases * kPhases * s.inChannels); }

}  // namespace
}  // namespace atelier

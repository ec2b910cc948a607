#pragma once

#include "convolutions.h"
#include "matrix_product.h"
#include "tiles.h"

namespace atelier {
namespace {

// The transposed convolution.
//
// Along one axis, results 2i and 2i + 1 are two convolutions of two taps, of pixels i − 1 and i, and of i and i + 1. A tile
// of pixels i and i + 1 has the data d0 … d3 = x[i − 1] … x[i + 2], and its products' data are d0 − d1, d1, d1 − d2 (which
// both convolutions want), d2 and d2 − d3.

// How many products a tile has along an axis, of how many different data.
constexpr size_t kProducts = 6, kData = 5, kDataOf[kProducts] = {0, 1, 2, 2, 3, 4};

inline void transposedData(Vector d0, Vector d1, Vector d2, Vector d3, Vector (&data)[kData]) {
  data[0] = d0 - d1;
  data[1] = d1;
  data[2] = d1 - d2;
  data[3] = d2;
  data[4] = d2 - d3;
}

// What multiplies them: taps 3 and 1 of the filter for even results, 2 and 0 for odd ones.
inline void transposedTaps(const Vector (&g)[4], Vector (&taps)[kProducts]) {
  taps[0] = g[3];
  taps[1] = g[1] + g[3];
  taps[2] = g[1];
  taps[3] = g[2];
  taps[4] = g[0] + g[2];
  taps[5] = g[0];
}

// The four results of a tile, in order.
inline void transposedResults(const Vector (&m)[kProducts], Vector (&y)[4]) {
  y[0] = m[0] + m[1];
  y[1] = m[3] + m[4];
  y[2] = m[1] - m[2];
  y[3] = m[4] - m[5];
}

// packed[panel][product, product][in][kPanel]
void packTransposedFilter(const float* filter, const Sizes& s, size_t from, size_t to, float* packed) {
  const size_t tap = s.inChannels * s.outChannels, product = s.inChannels * kPanel;
  for (size_t panel = from; panel < to; panel++) {
    float* panelAt = packed + panel * kProducts * kProducts * product;
    for (size_t in = 0; in < s.inChannels; in += kLanes) {
      // The filter's vectors are along the channels in, the packed one's along those out.
      alignas(64) float turned[kProducts * kProducts][kPanel][kLanes];
      for (size_t out = 0; out < kPanel; out++) {
        const float* g = filter + (panel * kPanel + out) * s.inChannels + in;
        Vector across[4][kProducts];
        for (size_t i = 0; i < 4; i++) {
          const float* row = g + 4 * i * tap;
          transposedTaps({load(row), load(row + tap), load(row + 2 * tap), load(row + 3 * tap)}, across[i]);
        }
        for (size_t q = 0; q < kProducts; q++) {
          Vector down[kProducts];
          transposedTaps({across[0][q], across[1][q], across[2][q], across[3][q]}, down);
          for (size_t p = 0; p < kProducts; p++) store(turned[p * kProducts + q][out], down[p]);
        }
      }
      for (size_t p = 0; p < kProducts * kProducts; p++) {
        for (size_t lane = 0; lane < kLanes; lane++) {
          float* row = panelAt + p * product + (in + lane) * kPanel;
          for (size_t out = 0; out < kPanel; out++) row[out] = turned[p][out][lane];
        }
      }
    }
  }
}

// data[kData, kData][tiles][in]
void readTransposedData(const float* x, const Sizes& s, const Part& part, float* data) {
  const size_t tiles = part.tilesTo - part.tilesFrom;
  for (size_t t = 0; t < tiles; t++) {
    const Tile tile(part.tilesFrom + t, s);
    const float* image = x + tile.image * s.height * s.width * s.inChannels;
    const Surroundings<4> around(image, s.height, s.width, s.inChannels, 2 * tile.row, 2 * tile.column);
    for (size_t channel = 0; channel < s.inChannels; channel += kLanes) {
      Vector across[4][kData];
      for (size_t i = 0; i < 4; i++) {
        transposedData(around.at(i, 0, channel), around.at(i, 1, channel), around.at(i, 2, channel), around.at(i, 3, channel),
                     across[i]);
      }
      for (size_t j = 0; j < kData; j++) {
        Vector down[kData];
        transposedData(across[0][j], across[1][j], across[2][j], across[3][j], down);
        for (size_t i = 0; i < kData; i++) store(data + ((i * kData + j) * tiles + t) * padded(s.inChannels) + channel, down[i]);
      }
    }
  }
}

// products[kProducts, kProducts][tiles][kPanel]
void writeTransposed(const float* products, const float* bias, const Sizes& s, const Part& part, size_t panel, float* y) {
  const size_t tiles = part.tilesTo - part.tilesFrom;
  for (size_t t = 0; t < tiles; t++) {
    const Tile tile(part.tilesFrom + t, s);
    float* image = y + tile.image * 4 * s.height * s.width * s.outChannels;
    for (size_t lane = 0; lane < kPanel; lane += kLanes) {
      const size_t channel = panel * kPanel + lane;
      Vector across[kProducts][4];
      for (size_t p = 0; p < kProducts; p++) {
        Vector m[kProducts];
        for (size_t q = 0; q < kProducts; q++) m[q] = load(products + ((p * kProducts + q) * tiles + t) * kPanel + lane);
        transposedResults(m, across[p]);
      }
      for (size_t j = 0; j < 4; j++) {
        Vector down[4];
        transposedResults({across[0][j], across[1][j], across[2][j], across[3][j], across[4][j], across[5][j]}, down);
        for (size_t i = 0; i < 4; i++) {
          Vector result = down[i];
          if (bias) {
            result += load(bias + channel);
            result = result < 0 ? Vector{} : result;  // not a number stays that
          }
          store(image + ((4 * tile.row + i) * 2 * s.width + 4 * tile.column + j) * s.outChannels + channel, result);
        }
      }
    }
  }
}

void transposedConvolution(const float* x, const float* packed, const float* bias, const Sizes& s, const Part& part,
                           float* scratch, float* y) {
  const size_t tiles = part.tilesTo - part.tilesFrom;
  float* data = scratch;
  float* products = scratch + kData * kData * tiles * padded(s.inChannels);
  readTransposedData(x, s, part, data);
  for (size_t panel = part.panelsFrom; panel < part.panelsTo; panel++) {
    for (size_t p = 0; p < kProducts; p++) {
      for (size_t q = 0; q < kProducts; q++) {
        product<Product::plain>(tiles, data + (kDataOf[p] * kData + kDataOf[q]) * tiles * padded(s.inChannels),
                                padded(s.inChannels),
                                packed + ((panel * kProducts + p) * kProducts + q) * s.inChannels * kPanel, s.inChannels,
                                products + (p * kProducts + q) * tiles * kPanel);
      }
    }
    writeTransposed(products, bias, s, part, panel, y);
  }
}

}  // namespace
}  // namespace atelier

#pragma once

#include "convolutions.h"
#include "matrix_product.h"

namespace atelier {
namespace {

struct Tile {
  size_t image, row, column;
  Tile(size_t index, const Sizes& s)
      : image(index / (s.width / 2) / (s.height / 2)), row(index / (s.width / 2) % (s.height / 2)), column(index % (s.width / 2)) {}
};

// The pixels of a tile's surroundings, SIZE × SIZE from (row, column) on, which may lie one outside of the map.
template <size_t SIZE>
struct Surroundings {
  const float* pixels[SIZE][SIZE];  // nullptr outside

  Surroundings(const float* image, size_t height, size_t width, size_t channels, size_t rowPlusOne, size_t columnPlusOne) {
    for (size_t i = 0; i < SIZE; i++) {
      for (size_t j = 0; j < SIZE; j++) {
        const size_t row = rowPlusOne + i, column = columnPlusOne + j;  // one more than where it is
        const bool inside = row >= 1 && row <= height && column >= 1 && column <= width;
        pixels[i][j] = inside ? image + ((row - 1) * width + column - 1) * channels : nullptr;
      }
    }
  }

  Vector at(size_t i, size_t j, size_t channel) const { return pixels[i][j] ? load(pixels[i][j] + channel) : Vector{}; }
};

}  // namespace
}  // namespace atelier

#pragma once

#include "convolutions.h"

namespace atelier {
namespace {

#if defined(__AVX512F__)
constexpr size_t kLanes = 16, kRows = 14;
#elif defined(__AVX2__)
constexpr size_t kLanes = 8, kRows = 6;
#else
constexpr size_t kLanes = 4, kRows = 6;
#endif
constexpr size_t kPanel = 2 * kLanes;
static_assert(kChannelMultiple % kPanel == 0);

using Vector = float __attribute__((vector_size(kLanes * sizeof(float)), aligned(sizeof(float)), may_alias));

inline Vector load(const float* from) { return *reinterpret_cast<const Vector*>(from); }
inline void store(float* to, Vector value) { *reinterpret_cast<Vector*>(to) = value; }

enum class Product {
  plain,           // c[rows, kPanel] = a[rows, depth] × panel[depth, kPanel]
  addedTransposed  // c[rows, kPanel] += a[depth, rows]ᵀ × panel[depth, kPanel]
};

// Each number is added up from the first product to the last, whatever ROWS is: so an image has the same bits in every batch.
template <Product kind, size_t ROWS>
void productOf(const float* a, size_t stride, const float* panel, size_t depth, float* c) {
  constexpr bool adds = kind == Product::addedTransposed;
  Vector sums[ROWS][2];
  for (size_t row = 0; row < ROWS; row++) {
    sums[row][0] = adds ? load(c + row * kPanel) : Vector{};
    sums[row][1] = adds ? load(c + row * kPanel + kLanes) : Vector{};
  }
  for (size_t k = 0; k < depth; k++) {
    const Vector left = load(panel + k * kPanel), right = load(panel + k * kPanel + kLanes);
#pragma GCC unroll 16
    for (size_t row = 0; row < ROWS; row++) {
      const float number = kind == Product::plain ? a[row * stride + k] : a[k * stride + row];
      sums[row][0] += number * left;
      sums[row][1] += number * right;
    }
  }
  for (size_t row = 0; row < ROWS; row++) {
    store(c + row * kPanel, sums[row][0]);
    store(c + row * kPanel + kLanes, sums[row][1]);
  }
}

template <Product kind, size_t ROWS = kRows>
void productOfRows(size_t rows, const float* a, size_t stride, const float* panel, size_t depth, float* c) {
  if (rows == ROWS) return productOf<kind, ROWS>(a, stride, panel, depth, c);
  if constexpr (ROWS > 1) productOfRows<kind, ROWS - 1>(rows, a, stride, panel, depth, c);
}

// The rows of a are `stride` numbers apart. They are taken in groups of about the same size.
template <Product kind>
void product(size_t rows, const float* a, size_t stride, const float* panel, size_t depth, float* c) {
  const size_t groups = (rows + kRows - 1) / kRows;
  for (size_t group = 0; group < groups; group++) {
    const size_t from = rows * group / groups, to = rows * (group + 1) / groups;
    const float* rowsOfA = a + from * (kind == Product::plain ? stride : 1);
    productOfRows<kind>(to - from, rowsOfA, stride, panel, depth, c + from * kPanel);
  }
}

// Rows of a power of two would all lie in the same few lines of the nearest cache, and drive each other out of it.
constexpr size_t padded(size_t length) { return length + 16; }

}  // namespace
}  // namespace atelier

// Holds every function of src/engine/native/convolutions.h, for each instruction set that this processor has, against the
// definition in float64, on maps of many sizes. Built with sanitizers: a read or write out of bounds ends it.
// Prints the largest difference.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "convolutions.h"

using namespace atelier;

namespace {

// Of exactly the length that the functions may touch.
using Numbers = std::unique_ptr<float[]>;

std::mt19937 random_(999);
double largest = 0;

Numbers numbers(size_t count) { return Numbers(new float[count]()); }

Numbers randomNumbers(size_t count) {
  Numbers values = numbers(count);
  std::uniform_real_distribution<float> distribution(-1, 1);
  for (size_t i = 0; i < count; i++) values[i] = distribution(random_);
  return values;
}

void compare(double expected, double actual) { largest = std::max(largest, std::fabs(expected - actual)); }

using Range = std::pair<size_t, size_t>;

std::vector<Range> cutAnywhere(size_t length) {
  const size_t cut = random_() % length;
  return cut == 0 ? std::vector<Range>{{0, length}} : std::vector<Range>{{0, cut}, {cut, length}};
}

// A map of twice the height and width, and one of them as they are, of other channels: [batch, …, wide], [batch, …, narrow].
struct Maps {
  size_t batch, height, width, wide, narrow;
  Numbers larger, smaller, filter;  // [4, 4, wide, narrow]

  double largerAt(size_t image, long row, long column, size_t channel) const {
    const bool inside = row >= 0 && column >= 0 && row < long(2 * height) && column < long(2 * width);
    return inside ? larger[((image * 2 * height + row) * 2 * width + column) * wide + channel] : 0;
  }
  float smallerAt(size_t image, size_t row, size_t column, size_t channel) const {
    return smaller[((image * height + row) * width + column) * narrow + channel];
  }
  float filterAt(size_t i, size_t j, size_t from, size_t to) const { return filter[((i * 4 + j) * wide + from) * narrow + to]; }
};

void checkStrided(const Convolutions& convolutions, const Maps& m) {
  const Sizes sizes{m.batch, m.height, m.width, m.wide, m.narrow};
  const size_t tiles = m.batch * m.height * m.width / 4, panels = m.narrow / convolutions.panel;
  const Numbers packed = numbers(36 * m.wide * m.narrow), y = numbers(tiles * 4 * m.narrow);
  convolutions.packStridedFilter(m.filter.get(), sizes, 0, panels, packed.get());
  for (const auto& [from, to] : cutAnywhere(tiles)) {
    const Numbers scratch = numbers(convolutions.scratch(sizes, to - from));
    for (const auto& [first, end] : cutAnywhere(panels)) {
      convolutions.stridedConvolution(m.larger.get(), packed.get(), sizes, {from, to, first, end}, scratch.get(), y.get());
    }
  }
  for (int sample = 0; sample < 100; sample++) {
    const size_t image = random_() % m.batch, row = random_() % m.height, column = random_() % m.width, to = random_() % m.narrow;
    double sum = 0;
    for (long i = 0; i < 4; i++) {
      for (long j = 0; j < 4; j++) {
        for (size_t from = 0; from < m.wide; from++) {
          sum += m.largerAt(image, 2 * long(row) - 1 + i, 2 * long(column) - 1 + j, from) * m.filterAt(i, j, from, to);
        }
      }
    }
    compare(sum, y[((image * m.height + row) * m.width + column) * m.narrow + to]);
  }
}

void checkTransposed(const Convolutions& convolutions, const Maps& m) {
  const Sizes sizes{m.batch, m.height, m.width, m.narrow, m.wide};
  const size_t tiles = m.batch * m.height * m.width / 4, panels = m.wide / convolutions.panel;
  const Numbers bias = randomNumbers(m.wide), packed = numbers(36 * m.wide * m.narrow), y = numbers(tiles * 16 * m.wide);
  convolutions.packTransposedFilter(m.filter.get(), sizes, 0, panels, packed.get());
  for (const auto& [from, to] : cutAnywhere(tiles)) {
    const Numbers scratch = numbers(convolutions.scratch(sizes, to - from));
    for (const auto& [first, end] : cutAnywhere(panels)) {
      const Part part{from, to, first, end};
      convolutions.transposedConvolution(m.smaller.get(), packed.get(), bias.get(), sizes, part, scratch.get(), y.get());
    }
  }
  for (int sample = 0; sample < 100; sample++) {
    const size_t image = random_() % m.batch, row = random_() % (2 * m.height), column = random_() % (2 * m.width);
    const size_t to = random_() % m.wide;
    double sum = bias[to];
    for (size_t i = (row + 1) % 2; i < 4; i += 2) {
      for (size_t j = (column + 1) % 2; j < 4; j += 2) {
        const long above = (long(row) + 1 - long(i)) / 2, left = (long(column) + 1 - long(j)) / 2;
        if (row + 1 < i || column + 1 < j || above >= long(m.height) || left >= long(m.width)) continue;
        for (size_t from = 0; from < m.narrow; from++) sum += double(m.smallerAt(image, above, left, from)) * m.filterAt(i, j, to, from);
      }
    }
    compare(std::max(sum, 0.0), y[((image * 2 * m.height + row) * 2 * m.width + column) * m.wide + to]);
  }
}

void checkFilterGradient(const Convolutions& convolutions, const Maps& m) {
  const Sizes sizes{m.batch, m.height, m.width, m.wide, m.narrow};
  const size_t tiles = m.batch * m.height * m.width / 4, panels = m.narrow / convolutions.panel;
  const Numbers products = numbers(36 * m.wide * m.narrow), gradient = numbers(16 * m.wide * m.narrow);
  for (const auto& [from, to] : cutAnywhere(tiles)) {
    const Block block{from, to - from};
    const Numbers data = numbers(convolutions.dataLength(sizes, block.tiles)), cotangents = numbers(9 * block.tiles * m.narrow);
    for (const auto& [first, end] : cutAnywhere(block.tiles)) {
      convolutions.readForGradient(m.larger.get(), m.smaller.get(), sizes, block, first, end, data.get(), cotangents.get());
    }
    for (size_t part = 0; part < 9 * panels; part++) {
      convolutions.addProducts(data.get(), cotangents.get(), sizes, block.tiles, part / panels, part % panels, products.get());
    }
  }
  for (size_t panel = 0; panel < panels; panel++) convolutions.writeGradient(products.get(), sizes, panel, gradient.get());
  for (int sample = 0; sample < 100; sample++) {
    const size_t i = random_() % 4, j = random_() % 4, from = random_() % m.wide, to = random_() % m.narrow;
    double sum = 0;
    for (size_t image = 0; image < m.batch; image++) {
      for (size_t row = 0; row < m.height; row++) {
        for (size_t column = 0; column < m.width; column++) {
          sum += m.largerAt(image, 2 * long(row) - 1 + long(i), 2 * long(column) - 1 + long(j), from) *
                 m.smallerAt(image, row, column, to);
        }
      }
    }
    compare(sum, gradient[((i * 4 + j) * m.wide + from) * m.narrow + to]);
  }
}

}  // namespace

int main() {
  std::vector<const Convolutions*> sets{&kBaseline};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) sets.push_back(&kAvx2);
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) sets.push_back(&kAvx512);
  for (const Convolutions* set : sets) {
    for (int round = 0; round < 10; round++) {
      Maps maps{1 + random_() % 3, 2 * (1 + random_() % 3), 2 * (1 + random_() % 3), 32 * (1 + random_() % 2), 32 * (1 + random_() % 2),
                nullptr, nullptr, nullptr};
      const size_t pixels = maps.batch * maps.height * maps.width;
      maps.larger = randomNumbers(4 * pixels * maps.wide);
      maps.smaller = randomNumbers(pixels * maps.narrow);
      maps.filter = randomNumbers(16 * maps.wide * maps.narrow);
      checkStrided(*set, maps);
      checkTransposed(*set, maps);
      checkFilterGradient(*set, maps);
    }
  }
  std::printf("%g\n", largest);
}

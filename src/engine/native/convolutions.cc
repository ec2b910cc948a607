// Compiled once for each instruction set, with ATELIER_VARIANT as the name of what it defines. Nothing of the standard
// library is called here: the linker keeps one copy of each of its templates, and that might be one that the processor at
// hand cannot run.
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

// c[ROWS, kPanel] = a[ROWS, depth] × panel[depth, kPanel]. Each number is added up from the first product to the last,
// whatever ROWS is: so an image has the same bits in every batch.
template <size_t ROWS>
void product(const float* a, size_t stride, const float* panel, size_t depth, float* c) {
  Vector sums[ROWS][2] = {};
  for (size_t k = 0; k < depth; k++) {
    const Vector left = load(panel + k * kPanel), right = load(panel + k * kPanel + kLanes);
#pragma GCC unroll 16
    for (size_t row = 0; row < ROWS; row++) {
      sums[row][0] += a[row * stride + k] * left;
      sums[row][1] += a[row * stride + k] * right;
    }
  }
  for (size_t row = 0; row < ROWS; row++) {
    store(c + row * kPanel, sums[row][0]);
    store(c + row * kPanel + kLanes, sums[row][1]);
  }
}

template <size_t ROWS>
void productOfRows(size_t rows, const float* a, size_t stride, const float* panel, size_t depth, float* c) {
  if (rows == ROWS) return product<ROWS>(a, stride, panel, depth, c);
  if constexpr (ROWS > 1) productOfRows<ROWS - 1>(rows, a, stride, panel, depth, c);
}

// Rows of a power of two would all lie in the same few lines of the nearest cache, and drive each other out of it.
constexpr size_t padded(size_t depth) { return depth + 16; }

// c[rows, kPanel] = a[rows, depth] × panel[depth, kPanel], by groups of rows of about the same size. The rows of a are padded.
void matrixProduct(size_t rows, const float* a, const float* panel, size_t depth, float* c) {
  const size_t groups = (rows + kRows - 1) / kRows;
  for (size_t group = 0; group < groups; group++) {
    const size_t from = rows * group / groups, to = rows * (group + 1) / groups;
    productOfRows<kRows>(to - from, a + from * padded(depth), padded(depth), panel, depth, c + from * kPanel);
  }
}

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

// ---- Doubling: the transposed convolution.
//
// Along one axis, results 2i and 2i + 1 are two convolutions of two taps, of pixels i − 1 and i, and of i and i + 1. A tile
// of pixels i and i + 1 has the data d0 … d3 = x[i − 1] … x[i + 2], and its products' data are d0 − d1, d1, d1 − d2 (which
// both convolutions want), d2 and d2 − d3.

constexpr size_t kProducts = 6, kData = 5, kDataOf[kProducts] = {0, 1, 2, 2, 3, 4};

template <typename T>
void doublingData(T d0, T d1, T d2, T d3, T (&data)[kData]) {
  data[0] = d0 - d1;
  data[1] = d1;
  data[2] = d1 - d2;
  data[3] = d2;
  data[4] = d2 - d3;
}

// What multiplies them: taps 3 and 1 of the filter for even results, 2 and 0 for odd ones.
inline void doublingTaps(const Vector (&g)[4], Vector (&taps)[kProducts]) {
  taps[0] = g[3];
  taps[1] = g[1] + g[3];
  taps[2] = g[1];
  taps[3] = g[2];
  taps[4] = g[0] + g[2];
  taps[5] = g[0];
}

// The four results of a tile, in order.
inline void doublingResults(const Vector (&m)[kProducts], Vector (&y)[4]) {
  y[0] = m[0] + m[1];
  y[1] = m[3] + m[4];
  y[2] = m[1] - m[2];
  y[3] = m[4] - m[5];
}

// packed[panel][product, product][in][kPanel]
void packForDoubling(const float* filter, const Sizes& s, size_t from, size_t to, float* packed) {
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
          doublingTaps({load(row), load(row + tap), load(row + 2 * tap), load(row + 3 * tap)}, across[i]);
        }
        for (size_t q = 0; q < kProducts; q++) {
          Vector down[kProducts];
          doublingTaps({across[0][q], across[1][q], across[2][q], across[3][q]}, down);
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
void readForDoubling(const float* x, const Sizes& s, const Part& part, float* data) {
  const size_t tiles = part.tilesTo - part.tilesFrom;
  for (size_t t = 0; t < tiles; t++) {
    const Tile tile(part.tilesFrom + t, s);
    const float* image = x + tile.image * s.height * s.width * s.inChannels;
    const Surroundings<4> around(image, s.height, s.width, s.inChannels, 2 * tile.row, 2 * tile.column);
    for (size_t channel = 0; channel < s.inChannels; channel += kLanes) {
      Vector across[4][kData];
      for (size_t i = 0; i < 4; i++) {
        doublingData(around.at(i, 0, channel), around.at(i, 1, channel), around.at(i, 2, channel), around.at(i, 3, channel),
                     across[i]);
      }
      for (size_t j = 0; j < kData; j++) {
        Vector down[kData];
        doublingData(across[0][j], across[1][j], across[2][j], across[3][j], down);
        for (size_t i = 0; i < kData; i++) store(data + ((i * kData + j) * tiles + t) * padded(s.inChannels) + channel, down[i]);
      }
    }
  }
}

// products[kProducts, kProducts][tiles][kPanel]
void writeDoubled(const float* products, const float* bias, const Sizes& s, const Part& part, size_t panel, float* y) {
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
        doublingResults(m, across[p]);
      }
      for (size_t j = 0; j < 4; j++) {
        Vector down[4];
        doublingResults({across[0][j], across[1][j], across[2][j], across[3][j], across[4][j], across[5][j]}, down);
        for (size_t i = 0; i < 4; i++) {
          Vector result = down[i];
          if (bias) {
            result += load(bias + channel);
            result = result > 0 ? result : Vector{};
          }
          store(image + ((4 * tile.row + i) * 2 * s.width + 4 * tile.column + j) * s.outChannels + channel, result);
        }
      }
    }
  }
}

void doubled(const float* x, const float* packed, const float* bias, const Sizes& s, const Part& part, float* scratch, float* y) {
  const size_t tiles = part.tilesTo - part.tilesFrom;
  float* data = scratch;
  float* products = scratch + kData * kData * tiles * padded(s.inChannels);
  readForDoubling(x, s, part, data);
  for (size_t panel = part.panelsFrom; panel < part.panelsTo; panel++) {
    for (size_t p = 0; p < kProducts; p++) {
      for (size_t q = 0; q < kProducts; q++) {
        matrixProduct(tiles, data + (kDataOf[p] * kData + kDataOf[q]) * tiles * padded(s.inChannels),
                      packed + ((panel * kProducts + p) * kProducts + q) * s.inChannels * kPanel, s.inChannels,
                      products + (p * kProducts + q) * tiles * kPanel);
      }
    }
    writeDoubled(products, bias, s, part, panel, y);
  }
}

// ---- Halving: the convolution.
//
// Along one axis, result i adds up two convolutions of two taps: taps 0 and 2 of pixels 2i − 1 and 2i + 1, and taps 1 and 3
// of pixels 2i and 2i + 2. Both make their results from three products in the same way. So their products are added up as
// one, of twice the depth: four times, along both axes.

constexpr size_t kSums = 3, kPhases = 2;

template <typename T>
void halvingData(T d0, T d1, T d2, T (&data)[kSums]) {
  data[0] = d0 - d1;
  data[1] = d1;
  data[2] = d1 - d2;
}

// packed[panel][sum, sum][phase, phase, in][kPanel]
void packForHalving(const float* filter, const Sizes& s, size_t from, size_t to, float* packed) {
  const size_t tap = s.inChannels * s.outChannels;
  for (size_t panel = from; panel < to; panel++) {
    for (size_t phase = 0; phase < kPhases * kPhases; phase++) {
      const float* corner = filter + (phase / kPhases * 4 + phase % kPhases) * tap;
      for (size_t in = 0; in < s.inChannels; in++) {
        for (size_t lane = 0; lane < kPanel; lane += kLanes) {
          const float* g = corner + in * s.outChannels + panel * kPanel + lane;
          Vector across[2][kSums];
          for (size_t i = 0; i < 2; i++) {
            const Vector first = load(g + 8 * i * tap), second = load(g + (8 * i + 2) * tap);
            across[i][0] = first;
            across[i][1] = first + second;
            across[i][2] = second;
          }
          for (size_t q = 0; q < kSums; q++) {
            const Vector down[kSums] = {across[0][q], across[0][q] + across[1][q], across[1][q]};
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
void readForHalving(const float* x, const Sizes& s, const Block& block, size_t from, size_t to, float* data) {
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
          halvingData(around.at(i + 2 * k, j, channel), around.at(i + 2 * k, j + 2, channel),
                      around.at(i + 2 * k, j + 4, channel), across[k]);
        }
        for (size_t q = 0; q < kSums; q++) {
          Vector down[kSums];
          halvingData(across[0][q], across[1][q], across[2][q], down);
          for (size_t p = 0; p < kSums; p++) {
            store(data + ((p * kSums + q) * block.tiles + t) * padded(depth) + phase * s.inChannels + channel, down[p]);
          }
        }
      }
    }
  }
}

// sums[kSums, kSums][tiles][kPanel]
void writeHalved(const float* sums, const Sizes& s, const Part& part, size_t panel, float* y) {
  const size_t tiles = part.tilesTo - part.tilesFrom;
  for (size_t t = 0; t < tiles; t++) {
    const Tile tile(part.tilesFrom + t, s);
    float* corner = y + ((tile.image * s.height + 2 * tile.row) * s.width + 2 * tile.column) * s.outChannels + panel * kPanel;
    for (size_t lane = 0; lane < kPanel; lane += kLanes) {
      Vector across[kSums][2];
      for (size_t p = 0; p < kSums; p++) {
        Vector m[kSums];
        for (size_t q = 0; q < kSums; q++) m[q] = load(sums + ((p * kSums + q) * tiles + t) * kPanel + lane);
        across[p][0] = m[0] + m[1];
        across[p][1] = m[1] - m[2];
      }
      for (size_t j = 0; j < 2; j++) {
        store(corner + j * s.outChannels + lane, across[0][j] + across[1][j]);
        store(corner + (s.width + j) * s.outChannels + lane, across[1][j] - across[2][j]);
      }
    }
  }
}

void halve(const float* x, const float* packed, const Sizes& s, const Part& part, float* scratch, float* y) {
  const size_t tiles = part.tilesTo - part.tilesFrom, depth = kPhases * kPhases * s.inChannels;
  float* data = scratch;
  float* sums = scratch + kSums * kSums * tiles * padded(depth);
  readForHalving(x, s, {part.tilesFrom, tiles}, 0, tiles, data);
  for (size_t panel = part.panelsFrom; panel < part.panelsTo; panel++) {
    for (size_t sum = 0; sum < kSums * kSums; sum++) {
      matrixProduct(tiles, data + sum * tiles * padded(depth), packed + (panel * kSums * kSums + sum) * depth * kPanel, depth,
                    sums + sum * tiles * kPanel);
    }
    writeHalved(sums, s, part, panel, y);
  }
}

// ---- The filter's gradient.
//
// Of two results, taps g0 and g1 of one axis have the gradients d0·y0 + d1·y1 and d1·y0 + d2·y1, where y are the results'
// gradients. They too are made from three products: of the halving's data, and of y0, y0 + y1 and y1. The products are added
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
        across[i][0] = load(row);
        across[i][2] = load(row + s.outChannels);
        across[i][1] = across[i][0] + across[i][2];
      }
      for (size_t q = 0; q < kSums; q++) {
        const Vector down[kSums] = {across[0][q], across[0][q] + across[1][q], across[1][q]};
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
  readForHalving(x, s, block, from, to, data);
  readCotangents(dy, s, block, from, to, cotangents);
}

// c[ROWS, kPanel] += a[depth, ROWS]ᵀ × panel[depth, kPanel].
template <size_t ROWS>
void addProduct(const float* a, size_t stride, const float* panel, size_t depth, float* c) {
  Vector sums[ROWS][2];
  for (size_t row = 0; row < ROWS; row++) {
    sums[row][0] = load(c + row * kPanel);
    sums[row][1] = load(c + row * kPanel + kLanes);
  }
  for (size_t k = 0; k < depth; k++) {
    const Vector left = load(panel + k * kPanel), right = load(panel + k * kPanel + kLanes);
#pragma GCC unroll 16
    for (size_t row = 0; row < ROWS; row++) {
      sums[row][0] += a[k * stride + row] * left;
      sums[row][1] += a[k * stride + row] * right;
    }
  }
  for (size_t row = 0; row < ROWS; row++) {
    store(c + row * kPanel, sums[row][0]);
    store(c + row * kPanel + kLanes, sums[row][1]);
  }
}

template <size_t ROWS>
void addProductOfRows(size_t rows, const float* a, size_t stride, const float* panel, size_t depth, float* c) {
  if (rows == ROWS) return addProduct<ROWS>(a, stride, panel, depth, c);
  if constexpr (ROWS > 1) addProductOfRows<ROWS - 1>(rows, a, stride, panel, depth, c);
}

// Adds a block's products of one sum and panel to products[sum, sum][panel][phase, phase, in][kPanel].
void addProducts(const float* data, const float* cotangents, const Sizes& s, size_t tiles, size_t sum, size_t panel,
                 float* products) {
  const size_t rows = kPhases * kPhases * s.inChannels, groups = (rows + kRows - 1) / kRows, panels = s.outChannels / kPanel;
  const float* a = data + sum * tiles * padded(rows);
  const float* b = cotangents + (sum * panels + panel) * tiles * kPanel;
  float* c = products + (sum * panels + panel) * rows * kPanel;
  // In the nearest cache a few tiles' cotangents find room, which all rows want.
  constexpr size_t kTogether = 128;
  for (size_t t = 0; t < tiles; t += kTogether) {
    const size_t depth = tiles - t < kTogether ? tiles - t : kTogether;
    for (size_t group = 0; group < groups; group++) {
      const size_t from = rows * group / groups, to = rows * (group + 1) / groups;
      addProductOfRows<kRows>(to - from, a + t * padded(rows) + from, padded(rows), b + t * kPanel, depth, c + from * kPanel);
    }
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
          across[p][0] = m[0] + m[1];
          across[p][1] = m[1] - m[2];
        }
        float* to = corner + in * s.outChannels + panel * kPanel + lane;
        for (size_t j = 0; j < 2; j++) {
          store(to + 2 * j * tap, across[0][j] + across[1][j]);
          store(to + (8 + 2 * j) * tap, across[1][j] - across[2][j]);
        }
      }
    }
  }
}

size_t dataLength(const Sizes& s, size_t tiles) { return kSums * kSums * tiles * padded(kPhases * kPhases * s.inChannels); }

// Enough for either: 36 = kSums² · kPhases² numbers of each channel in and kProducts² of each channel out.
size_t scratch(const Sizes& s, size_t tiles) { return 36 * tiles * (padded(s.inChannels) + kPanel); }

}  // namespace

const Convolutions ATELIER_VARIANT = {
    kPanel, packForHalving, packForDoubling, scratch, halve, doubled, dataLength, readForGradient, addProducts, writeGradient};

}  // namespace atelier

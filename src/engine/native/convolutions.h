// The tutorial's strided convolution (kernel 4, stride 2, padding 1) and its transposed convolution, by Winograd's minimal
// filtering: A. Lavin and S. Gray, "Fast Algorithms for Convolutional Neural Networks" (2015).
//
// Of one axis, such a convolution is two convolutions of two taps: one reads the even pixels, the other the odd ones. For
// two neighbouring results of two taps, y0 = d0·g0 + d1·g1 and y1 = d1·g0 + d2·g1, three products are enough instead of
// four:
//
//     m0 = (d0 − d1)·g0,  m1 = d1·(g0 + g1),  m2 = (d1 − d2)·g1;  y0 = m0 + m1,  y1 = m1 − m2
//
// Along both axes, that is 36 products instead of 64 for each pair of channels, and each of the 36 is a product of
// matrices: what a tile of pixels gives, by channels in, times what the filter gives, channels in by channels out.
#pragma once

#include <cstddef>

namespace atelier {

// All maps are [batch, height, width, channels]. A strided convolution reads maps of 2·height × 2·width and writes
// height × width; a transposed one the other way round. Height and width of the smaller maps are even, and channels are
// multiples of kChannelMultiple.
struct Sizes {
  size_t batch, height, width;  // of the smaller maps
  size_t inChannels, outChannels;
};

constexpr size_t kChannelMultiple = 32;

// What of the work one call does: tiles of 2 × 2 pixels of the smaller maps, and panels of channels out.
struct Part {
  size_t tilesFrom, tilesTo, panelsFrom, panelsTo;
};

// Tiles that are together in memory.
struct Block {
  size_t from, tiles;
};

// The functions for one instruction set. `filter` is [4, 4, wide, narrow]: channels of the larger maps, then of the smaller.
struct Convolutions {
  size_t panel;  // channels out that are computed together
  // Writes the packed filter for panels from..to: 36 · inChannels · outChannels numbers in all.
  void (*packStridedFilter)(const float* filter, const Sizes&, size_t from, size_t to, float* packed);
  void (*packTransposedFilter)(const float* filter, const Sizes&, size_t from, size_t to, float* packed);
  // Numbers of scratch space that a call for so many tiles takes.
  size_t (*scratch)(const Sizes&, size_t tiles);
  void (*stridedConvolution)(const float* x, const float* packed, const Sizes&, const Part&, float* scratch, float* y);
  // With a bias [outChannels], y is max(0, y + bias).
  void (*transposedConvolution)(const float* x, const float* packed, const float* bias, const Sizes&, const Part&,
                                float* scratch, float* y);

  // The gradient of a strided convolution's filter, block by block of tiles: first each block is read, x and dy both, into data of
  // dataLength numbers and cotangents of 9 · tiles · outChannels; `from` and `to` count within the block. Then its products are
  // added, for each of 9 sums and each panel, to products of 36 · inChannels · outChannels numbers, which are 0 at first.
  // Finally the gradient [4, 4, inChannels, outChannels] is written for each panel.
  size_t (*dataLength)(const Sizes&, size_t tiles);
  void (*readForGradient)(const float* x, const float* dy, const Sizes&, const Block&, size_t from, size_t to, float* data,
                          float* cotangents);
  void (*addProducts)(const float* data, const float* cotangents, const Sizes&, size_t tiles, size_t sum, size_t panel,
                      float* products);
  void (*writeGradient)(const float* products, const Sizes&, size_t panel, float* gradient);
};

// Of the same source, compiled for each: results differ in no bit between those that have a fused multiply-add.
extern const Convolutions kAvx512, kAvx2, kBaseline;

}  // namespace atelier

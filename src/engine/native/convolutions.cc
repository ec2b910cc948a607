// Compiled once for each instruction set, with ATELIER_VARIANT as the name of what it defines. Nothing of the standard
// library is called here or in what is included: the linker keeps one copy of each of its templates, and that might be one
// that the processor at hand cannot run.
#include "convolutions.h"

#include "transposed_convolution.h"
#include "filter_gradient.h"
#include "strided_convolution.h"

namespace atelier {
namespace {

// Enough for either: 36 = kSums² · kPhases² numbers of each channel in and kProducts² of each channel out.
size_t scratch(const Sizes& s, size_t tiles) { return 36 * tiles * (padded(s.inChannels) + kPanel); }

}  // namespace

const Convolutions ATELIER_VARIANT = {kPanel,
                                      packStridedFilter,
                                      packTransposedFilter,
                                      scratch,
                                      stridedConvolution,
                                      transposedConvolution,
                                      dataLength,
                                      readForGradient,
                                      addProducts,
                                      writeGradient};

}  // namespace atelier

// Tells TensorFlow of the convolutions in convolutions.h as ops of its own, when this library is loaded:
//
//     AtelierPackStridedFilter(filter) → packed        AtelierStridedConvolution(x, packed) → y
//     AtelierPackTransposedFilter(filter) → packed       AtelierTransposedConvolution(x, packed) → y
//     AtelierStridedFilterGradient(x, dy) → filter    AtelierTransposedConvolutionBiasRelu(x, packed, bias) → y
//
// All are float32 on the CPU. A filter is [4, 4, wide, narrow]. A packed filter is [36, in, out] in shape only: how its numbers
// lie depends on the processor, so it is not to be stored.
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "convolutions.h"
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "thread_pool.h"

namespace atelier {
namespace {

// The best that the processor can, up to what oneDNN's variable ONEDNN_MAX_CPU_ISA allows all kernels.
const Convolutions& convolutions() {
  static const Convolutions& best = []() -> const Convolutions& {
    const char* variable = std::getenv("ONEDNN_MAX_CPU_ISA");
    const std::string most = variable ? variable : "";
    const bool allowsAvx2 = most.rfind("SSE", 0) != 0 && most != "AVX", allowsAvx512 = allowsAvx2 && most.rfind("AVX2", 0) != 0;
    if (allowsAvx512 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")) {
      return kAvx512;
    }
    return allowsAvx2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? kAvx2 : kBaseline;
  }();
  return best;
}

using Shape = std::vector<int64_t>;
using Status = std::unique_ptr<TF_Status, decltype(&TF_DeleteStatus)>;
using Tensor = std::unique_ptr<TF_Tensor, decltype(&TF_DeleteTensor)>;

Status newStatus() { return Status(TF_NewStatus(), TF_DeleteStatus); }

void check(const Status& status) {
  if (TF_GetCode(status.get()) != TF_OK) throw std::runtime_error(TF_Message(status.get()));
}

Tensor input(TF_OpKernelContext* context, int index) {
  const Status status = newStatus();
  TF_Tensor* tensor = nullptr;
  TF_GetInput(context, index, &tensor, status.get());
  check(status);
  return Tensor(tensor, TF_DeleteTensor);
}

Shape shapeOf(const Tensor& tensor, size_t dimensions) {
  if (TF_NumDims(tensor.get()) != static_cast<int>(dimensions)) {
    throw std::invalid_argument("takes a tensor of " + std::to_string(dimensions) + " dimensions");
  }
  Shape shape;
  for (size_t i = 0; i < dimensions; i++) shape.push_back(TF_Dim(tensor.get(), static_cast<int>(i)));
  return shape;
}

const float* read(const Tensor& tensor) { return static_cast<const float*>(TF_TensorData(tensor.get())); }

Tensor output(TF_OpKernelContext* context, const std::vector<size_t>& lengths) {
  const Shape shape(lengths.begin(), lengths.end());
  size_t bytes = sizeof(float);
  for (const size_t length : lengths) bytes *= length;
  const Status status = newStatus();
  Tensor tensor(
      TF_AllocateOutput(context, 0, TF_FLOAT, shape.data(), static_cast<int>(shape.size()), bytes, status.get()),
      TF_DeleteTensor);
  check(status);
  return tensor;
}

float* written(const Tensor& tensor) { return static_cast<float*>(TF_TensorData(tensor.get())); }

void require(bool holds, const char* sentence) {
  if (!holds) throw std::invalid_argument(sentence);
}

void requireChannels(const Sizes& s) {
  require(s.inChannels > 0 && s.outChannels > 0 && s.inChannels % kChannelMultiple == 0 && s.outChannels % kChannelMultiple == 0,
          "takes channels in multiples of 32");
}

enum class Kind { strided, transposed };

template <Kind kind>
void pack(TF_OpKernelContext* context) {
  const Tensor filter = input(context, 0);
  const Shape shape = shapeOf(filter, 4);
  require(shape[0] == 4 && shape[1] == 4, "takes a filter of 4 × 4");
  const auto wide = static_cast<size_t>(shape[2]), narrow = static_cast<size_t>(shape[3]);
  const bool strided = kind == Kind::strided;
  const Sizes sizes{0, 0, 0, strided ? wide : narrow, strided ? narrow : wide};
  requireChannels(sizes);
  const Tensor packed = output(context, {36, sizes.inChannels, sizes.outChannels});
  const Convolutions& best = convolutions();
  const auto pack = strided ? best.packStridedFilter : best.packTransposedFilter;
  inParallel(sizes.outChannels / best.panel,
             [&](size_t panel) { pack(read(filter), sizes, panel, panel + 1, written(packed)); });
}

// Room for so many numbers, of any value. It is kept from call to call: to get it from the system takes time.
float* roomFor(size_t length, std::vector<float>& kept) {
  if (kept.size() < length) kept.resize(length);
  return kept.data();
}

// Tiles that one thread computes together: enough to use each part of the filter often, while it is in the nearest cache,
// few enough for what they are made into to stay in the next one.
constexpr size_t kTilesTogether = 56;

// Cuts the work into parts that the threads take one after the other, and gives each thread room for its part.
template <typename Compute>
void computeInParts(const Sizes& sizes, const Compute& compute) {
  const Convolutions& best = convolutions();
  const size_t tiles = sizes.batch * (sizes.height / 2) * (sizes.width / 2), panels = sizes.outChannels / best.panel;
  const size_t chunks = (tiles + kTilesTogether - 1) / kTilesTogether;
  // What is read is made ready once for each split, so there are only as many as keep the threads busy.
  const size_t wanted = threadCount() == 1 ? 1 : 2 * threadCount();
  const size_t splits = std::min(panels, (wanted + chunks - 1) / std::max<size_t>(1, chunks));
  inParallel(chunks * splits, [&](size_t index) {
    const size_t chunk = index / splits, split = index % splits;
    const Part part{tiles * chunk / chunks, tiles * (chunk + 1) / chunks, panels * split / splits, panels * (split + 1) / splits};
    thread_local std::vector<float> scratch;
    compute(best, part, roomFor(best.scratch(sizes, part.tilesTo - part.tilesFrom), scratch));
  });
}

Sizes sizesOf(const Shape& x, const Shape& packed, Kind kind) {
  const auto smaller = [&](int64_t length) { return static_cast<size_t>(kind == Kind::strided ? length / 2 : length); };
  const Sizes sizes{static_cast<size_t>(x[0]), smaller(x[1]), smaller(x[2]), static_cast<size_t>(x[3]),
                    static_cast<size_t>(packed[2])};
  const int64_t multiple = kind == Kind::strided ? 4 : 2;
  require(x[1] % multiple == 0 && x[2] % multiple == 0, "takes maps whose smaller side is even");
  require(packed[0] == 36 && packed[1] == x[3], "takes a filter that was packed for as many channels");
  requireChannels(sizes);
  return sizes;
}

void stridedConvolution(TF_OpKernelContext* context) {
  const Tensor x = input(context, 0), packed = input(context, 1);
  const Sizes sizes = sizesOf(shapeOf(x, 4), shapeOf(packed, 3), Kind::strided);
  const Tensor y = output(context, {sizes.batch, sizes.height, sizes.width, sizes.outChannels});
  computeInParts(sizes, [&](const Convolutions& best, const Part& part, float* scratch) {
    best.stridedConvolution(read(x), read(packed), sizes, part, scratch, written(y));
  });
}

template <bool hasBias>
void transposedConvolution(TF_OpKernelContext* context) {
  const Tensor x = input(context, 0), packed = input(context, 1);
  const Sizes sizes = sizesOf(shapeOf(x, 4), shapeOf(packed, 3), Kind::transposed);
  const Tensor bias = hasBias ? input(context, 2) : Tensor(nullptr, TF_DeleteTensor);
  if (hasBias) require(shapeOf(bias, 1)[0] == static_cast<int64_t>(sizes.outChannels), "takes a bias for each channel");
  const Tensor y = output(context, {sizes.batch, 2 * sizes.height, 2 * sizes.width, sizes.outChannels});
  computeInParts(sizes, [&](const Convolutions& best, const Part& part, float* scratch) {
    best.transposedConvolution(read(x), read(packed), hasBias ? read(bias) : nullptr, sizes, part, scratch, written(y));
  });
}

// Numbers that a block's data may have: few enough for the processor's last cache, which they are read from many times.
constexpr size_t kBlockNumbers = 2'000'000;
// Tiles that one task reads.
constexpr size_t kTilesRead = 16;

// Threads share each block, so that sums are taken in one order whatever their number.
void filterGradient(TF_OpKernelContext* context) {
  const Tensor x = input(context, 0), dy = input(context, 1);
  const Shape wide = shapeOf(x, 4), narrow = shapeOf(dy, 4);
  const auto length = [](int64_t value) { return static_cast<size_t>(value); };
  const Sizes sizes{length(narrow[0]), length(narrow[1]), length(narrow[2]), length(wide[3]), length(narrow[3])};
  require(wide[0] == narrow[0] && wide[1] == 2 * narrow[1] && wide[2] == 2 * narrow[2], "takes maps of twice the size");
  require(sizes.height % 2 == 0 && sizes.width % 2 == 0, "takes maps whose smaller side is even");
  requireChannels(sizes);
  const Tensor gradient = output(context, {4, 4, sizes.inChannels, sizes.outChannels});

  const Convolutions& best = convolutions();
  const size_t panels = sizes.outChannels / best.panel, tiles = sizes.batch * (sizes.height / 2) * (sizes.width / 2);
  const size_t blocks = std::max<size_t>(1, (best.dataLength(sizes, tiles) + kBlockNumbers - 1) / kBlockNumbers);
  const size_t most = (tiles + blocks - 1) / blocks;
  thread_local std::vector<float> data, cotangents, products;
  float* const dataAt = roomFor(best.dataLength(sizes, most), data);
  float* const cotangentsAt = roomFor(9 * most * sizes.outChannels, cotangents);
  products.assign(36 * sizes.inChannels * sizes.outChannels, 0);
  float* const productsAt = products.data();
  for (size_t i = 0; i < blocks; i++) {
    const size_t from = tiles * i / blocks;
    const Block block{from, tiles * (i + 1) / blocks - from};
    inParallel((block.tiles + kTilesRead - 1) / kTilesRead, [&](size_t part) {
      const size_t first = part * kTilesRead, end = std::min(block.tiles, first + kTilesRead);
      best.readForGradient(read(x), read(dy), sizes, block, first, end, dataAt, cotangentsAt);
    });
    inParallel(9 * panels, [&](size_t part) {
      best.addProducts(dataAt, cotangentsAt, sizes, block.tiles, part / panels, part % panels, productsAt);
    });
  }
  inParallel(panels, [&](size_t panel) { best.writeGradient(productsAt, sizes, panel, written(gradient)); });
}

// What TensorFlow calls: no exception may reach it.
template <void (*compute)(TF_OpKernelContext*)>
void guarded(void*, TF_OpKernelContext* context) {
  const auto fail = [context](TF_Code code, const char* message) {
    const Status status = newStatus();
    TF_SetStatus(status.get(), code, message);
    TF_OpKernelContext_Failure(context, status.get());
  };
  try {
    compute(context);
  } catch (const std::bad_alloc&) {
    fail(TF_RESOURCE_EXHAUSTED, "out of memory");
  } catch (const std::exception& error) {
    fail(TF_INVALID_ARGUMENT, error.what());
  }
}

template <void (*compute)(TF_OpKernelContext*)>
void add(const char* name, const std::vector<const char*>& inputs) {
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(name);
  for (const char* spec : inputs) TF_OpDefinitionBuilderAddInput(definition, spec);
  TF_OpDefinitionBuilderAddOutput(definition, "y: float");
  Status status = newStatus();
  TF_RegisterOpDefinition(definition, status.get());
  check(status);
  TF_KernelBuilder* kernel = TF_NewKernelBuilder(name, "CPU", nullptr, guarded<compute>, nullptr);
  TF_RegisterKernelBuilder(name, kernel, status.get());
  check(status);
}

const bool registered = [] {
  add<pack<Kind::strided>>("AtelierPackStridedFilter", {"filter: float"});
  add<pack<Kind::transposed>>("AtelierPackTransposedFilter", {"filter: float"});
  add<stridedConvolution>("AtelierStridedConvolution", {"x: float", "packed: float"});
  add<transposedConvolution<false>>("AtelierTransposedConvolution", {"x: float", "packed: float"});
  add<transposedConvolution<true>>("AtelierTransposedConvolutionBiasRelu", {"x: float", "packed: float", "bias: float"});
  add<filterGradient>("AtelierStridedFilterGradient", {"x: float", "dy: float"});
  return true;
}();

}  // namespace
}  // namespace atelier

#pragma once

#include <cstddef>
#include <functional>

namespace atelier {

// ATELIER_CONVOLUTION_THREADS, or as many as TensorFlow has for its own ops: TF_NUM_INTRAOP_THREADS, or one for each processor
// that this process may use.
size_t threadCount();

// Calls task(0) … task(count − 1), each once, on threadCount() threads of which the calling one is one, and returns when all
// have returned. Which thread gets which is open. When a task throws, those not yet begun are left out, and the first exception
// is thrown here.
void inParallel(size_t count, const std::function<void(size_t)>& task);

}  // namespace atelier

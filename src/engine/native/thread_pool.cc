#include "thread_pool.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace atelier {
namespace {

class ThreadPool {
 public:
  explicit ThreadPool(size_t threads) {
    // Never ended: the process may exit at any time, and with it they do.
    try {
      for (; helpers_ + 1 < threads; helpers_++) std::thread([this] { work(); }).detach();
    } catch (const std::system_error&) {
      // The system gives no more threads: those that it gave have to do.
    }
  }

  void run(size_t count, const std::function<void(size_t)>& task) {
    std::unique_lock<std::mutex> turn(turn_, std::try_to_lock);
    if (helpers_ == 0 || count < 2 || !turn) {
      for (size_t i = 0; i < count; i++) task(i);
      return;
    }
    {
      std::lock_guard<std::mutex> lock(mutex_);
      task_ = &task;
      count_ = count;
      next_ = 0;
      busy_ = helpers_;
      round_++;
    }
    begun_.notify_all();
    takeTasks();
    std::unique_lock<std::mutex> lock(mutex_);
    ended_.wait(lock, [this] { return busy_ == 0; });
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  }

 private:
  void work() {
    for (size_t seen = 0;;) {
      {
        std::unique_lock<std::mutex> lock(mutex_);
        begun_.wait(lock, [&] { return round_ != seen; });
        seen = round_;
      }
      takeTasks();
      std::lock_guard<std::mutex> lock(mutex_);
      if (--busy_ == 0) ended_.notify_one();
    }
  }

  // An exception waits until all threads have ended, for none may use the task when its caller is gone.
  void takeTasks() {
    try {
      for (size_t i; (i = next_++) < count_;) (*task_)(i);
    } catch (...) {
      next_ = count_;
      std::lock_guard<std::mutex> lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
    }
  }

  std::mutex turn_, mutex_;
  std::condition_variable begun_, ended_;
  size_t helpers_ = 0, busy_ = 0, round_ = 0, count_ = 0;
  std::atomic<size_t> next_{0};
  std::exception_ptr failure_;
  const std::function<void(size_t)>* task_ = nullptr;
};

size_t availableProcessors() {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : std::thread::hardware_concurrency();
}

}  // namespace

size_t threadCount() {
  static const size_t count = [] {
    const char* chosen = std::getenv("ATELIER_CONVOLUTION_THREADS");
    if (!chosen) chosen = std::getenv("TF_NUM_INTRAOP_THREADS");
    const long threads = chosen ? std::atol(chosen) : 0;
    return threads > 0 ? static_cast<size_t>(threads) : std::max<size_t>(1, availableProcessors());
  }();
  return count;
}

void inParallel(size_t count, const std::function<void(size_t)>& task) {
  static ThreadPool& pool = *new ThreadPool(threadCount());
  pool.run(count, task);
}

}  // namespace atelier

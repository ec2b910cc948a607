// Throws out of tasks of src/engine/native/thread_pool.h, on the calling thread and on helpers, and uses the pool again after
// each time. Built with sanitizers: a helper that still works on a task that the caller has left is a use after scope.
// Prints what the caller caught.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "thread_pool.h"

using namespace atelier;

namespace {

constexpr size_t kTasks = 200;

void wait(const std::atomic<bool>& flag) {
  while (!flag) std::this_thread::yield();
}

// Runs the tasks; of the threads that `throws` names, each throws in its first one. The caller doesn't end before a helper has
// begun, and the helper goes on for a while after the caller has thrown.
template <typename Throws>
void run(const char* what, const Throws& throws) {
  const std::thread::id caller = std::this_thread::get_id();
  std::atomic<bool> callerBegan{false}, helperBegan{false};
  std::atomic<int> running{0};
  std::string caught = "nothing";
  try {
    std::vector<int> numbers(kTasks);
    inParallel(kTasks, [&](size_t index) {
      const bool isCaller = std::this_thread::get_id() == caller;
      running++;
      (isCaller ? callerBegan : helperBegan) = true;
      wait(isCaller ? helperBegan : callerBegan);
      for (int i = 0; i < 1000 && !isCaller; i++, std::this_thread::yield()) numbers[index]++;
      running--;
      if (throws(isCaller)) throw std::runtime_error(isCaller ? "the caller's" : "a helper's");
    });
  } catch (const std::runtime_error& error) {
    caught = error.what();
  }
  std::printf("%s: caught %s, %d still running\n", what, caught.c_str(), running.load());
}

void expectAllTasks() {
  std::vector<std::atomic<int>> calls(kTasks);
  inParallel(kTasks, [&](size_t index) { calls[index]++; });
  for (const auto& count : calls) {
    if (count != 1) std::printf("a task was called %d times\n", count.load());
  }
}

}  // namespace

int main() {
  expectAllTasks();
  run("helpers throw", [](bool isCaller) { return !isCaller; });
  expectAllTasks();
  run("the caller throws", [](bool isCaller) { return isCaller; });
  expectAllTasks();
  run("nobody throws", [](bool) { return false; });
  expectAllTasks();
}

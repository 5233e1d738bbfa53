#include "modtrail/base/parallel.h"

#include <algorithm>

namespace modtrail {

unsigned available_processors() {
  return std::max(1U, std::thread::hardware_concurrency());
}

Workers::Workers(std::size_t count, unsigned jobs, std::function<void(std::size_t)> task) : task_(std::move(task)) {
  const std::size_t threads = std::min<std::size_t>(count, std::max(1U, jobs));
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this, count] {
      for (std::size_t at = next_++; at < count; at = next_++) task_(at);
    });
  }
}

Workers::~Workers() {
  for (std::thread& thread : threads_) thread.join();
}

}  // namespace modtrail

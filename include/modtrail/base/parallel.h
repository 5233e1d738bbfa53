#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

// The only threads of the program.
namespace modtrail {

// How many threads the machine lets this process run at once; at least 1.
unsigned available_processors();

// Runs task(0) to task(count - 1), each once, begun in this order, `jobs` at a time.
class Workers {
 public:
  Workers(std::size_t count, unsigned jobs, std::function<void(std::size_t)> task);
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;
  ~Workers();  // waits for all

 private:
  std::function<void(std::size_t)> task_;
  std::atomic<std::size_t> next_ = 0;
  std::vector<std::thread> threads_;
};

// What tasks hand over, piece by piece, to one reader that takes all of one task's before it turns to the next.  A task
// whose turn has not come waits once it has handed over pieces of `most` bytes, so that memory is bounded.
template <class Piece>
class Lanes {
 public:
  Lanes(std::size_t tasks, std::size_t most) : lanes_(tasks), most_(most) {}

  // Pieces for a reader that has stopped are dropped.
  void put(std::size_t task, Piece piece, std::size_t bytes) {
    std::unique_lock lock(mutex_);
    taken_.wait(lock, [&] { return stopped_ || task == reading_ || lanes_[task].bytes < most_; });
    if (stopped_) return;
    lanes_[task].pieces.push_back({std::move(piece), bytes});
    lanes_[task].bytes += bytes;
    if (task == reading_) put_.notify_one();
  }
  void close(std::size_t task) {
    const std::scoped_lock lock(mutex_);
    lanes_[task].closed = true;
    put_.notify_one();
  }

  // The next piece of the task whose turn it is; waits for it, and calls `idle` now and then.  Nothing where it is
  // closed: then it is the next one's turn.
  template <class Idle>
  std::optional<Piece> take(const Idle& idle) {
    std::unique_lock lock(mutex_);
    Lane& lane = lanes_[reading_];
    while (!put_.wait_for(lock, kPatience, [&] { return !lane.pieces.empty() || lane.closed; })) {
      lock.unlock();
      idle();
      lock.lock();
    }
    if (lane.pieces.empty()) {
      ++reading_;
      taken_.notify_all();
      return std::nullopt;
    }
    Piece piece = std::move(lane.pieces.front().first);
    lane.bytes -= lane.pieces.front().second;
    lane.pieces.pop_front();
    return piece;
  }
  void stop() {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    taken_.notify_all();
  }

 private:
  static constexpr std::chrono::milliseconds kPatience{100};
  struct Lane {
    std::deque<std::pair<Piece, std::size_t>> pieces;
    std::size_t bytes = 0;
    bool closed = false;
  };

  std::mutex mutex_;
  std::condition_variable put_;
  std::condition_variable taken_;
  std::vector<Lane> lanes_;
  std::size_t most_ = 0;
  std::size_t reading_ = 0;
  bool stopped_ = false;
};

}  // namespace modtrail

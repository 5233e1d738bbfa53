#pragma once

#include <cstdint>
#include <string>

namespace modtrail {

// A line on standard error that says how far reading has come, where that is a terminal: rewritten a few times a
// second, and gone at the end.
class Progress {
 public:
  // `total` bytes are to be read; 0 where that is not known.
  explicit Progress(std::uint64_t total);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  void add(std::uint64_t bytes);
  // Before something else is written to the terminal.
  void clear();

 private:
  void show(std::uint64_t now);

  bool on_terminal_ = false;
  bool shown_ = false;
  std::uint64_t total_ = 0;
  std::uint64_t done_ = 0;
  std::uint64_t started_ = 0;  // milliseconds
  std::uint64_t last_ = 0;
};

// "45 % of 300 MB, 2100 MB/s, 3 s left"
std::string progress_text(std::uint64_t done, std::uint64_t total, std::uint64_t milliseconds);

}  // namespace modtrail

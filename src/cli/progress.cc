#include "cli/progress.h"

#include <unistd.h>

#include <chrono>

namespace modtrail {

namespace {

constexpr std::uint64_t kMegabyte = 1000000;
constexpr std::uint64_t kFirst = 500;  // milliseconds: what is over before needs no line
constexpr std::uint64_t kEvery = 200;

std::uint64_t milliseconds_now() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

void write_terminal(const std::string& text) {
  static_cast<void>(::write(STDERR_FILENO, text.data(), text.size()) < 0);
}

}  // namespace

std::string progress_text(std::uint64_t done, std::uint64_t total, std::uint64_t milliseconds) {
  const std::uint64_t rate = done / (milliseconds + 1);  // kB/s
  std::string text = total > 0 ? std::to_string(std::min(done, total) * 100 / total) + " % of " +
                                     std::to_string(total / kMegabyte) + " MB"
                               : std::to_string(done / kMegabyte) + " MB";
  text += ", " + std::to_string(rate / 1000) + " MB/s";
  if (total > done && rate > 0) text += ", " + std::to_string((total - done) / rate / 1000) + " s left";
  return text;
}

Progress::Progress(std::uint64_t total) : on_terminal_(::isatty(STDERR_FILENO) == 1), total_(total) {
  if (on_terminal_) started_ = last_ = milliseconds_now();
}

Progress::~Progress() {
  clear();
}

void Progress::clear() {
  if (shown_) write_terminal("\r\x1b[K");
  shown_ = false;
}

void Progress::add(std::uint64_t bytes) {
  done_ += bytes;
  if (!on_terminal_) return;
  const std::uint64_t now = milliseconds_now();
  if (now - started_ >= kFirst && now - last_ >= kEvery) show(now);
}

void Progress::show(std::uint64_t now) {
  last_ = now;
  shown_ = true;
  write_terminal("\r\x1b[K" + progress_text(done_, total_, now - started_));
}

}  // namespace modtrail

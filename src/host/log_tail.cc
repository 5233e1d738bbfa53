#include "host/log_tail.h"

namespace modtrail {
namespace {

constexpr std::size_t kLongestLine = std::size_t{1} << 20;
constexpr std::size_t kMostAtOnce = std::size_t{16} << 20;

}  // namespace

Result<LogTail> LogTail::open(const std::string& path) {
  return LogTail(TRY(LogFollower::open(path, LogFollower::From::End)));
}

std::vector<std::string> LogTail::take() {
  while (rest_.size() < kMostAtOnce) {
    const auto piece = follower_.take();
    if (!piece || !*piece) break;
    if ((*piece)->kind == LogFollower::Kind::Bytes) rest_ += (*piece)->text;
  }
  std::vector<std::string> out;
  std::size_t begin = 0;
  for (std::size_t end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n', begin)) {
    out.push_back(rest_.substr(begin, end - begin));
    begin = end + 1;
  }
  rest_.erase(0, begin);
  if (rest_.size() > kLongestLine) rest_.clear();
  return out;
}

}  // namespace modtrail

#include "modtrail/trail/record_clock.h"

#include <algorithm>

#include "modtrail/base/text.h"

namespace modtrail {
namespace {

// A record's time stands in here, behind "node=NAME type=TYPE msg=audit(".
constexpr std::size_t kHead = 384;

std::optional<std::uint64_t> time_in(std::string_view head) {
  constexpr std::string_view kBefore = "msg=audit(";
  const std::size_t at = head.find(kBefore);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view time = head.substr(at + kBefore.size());
  const std::size_t dot = time.find('.');
  if (dot == std::string_view::npos || dot > 11 || time.size() < dot + 5 || time[dot + 4] != ':') return std::nullopt;
  const auto seconds = parse_number(time.substr(0, dot));
  const auto milliseconds = parse_number(time.substr(dot + 1, 3));
  if (!seconds || !milliseconds) return std::nullopt;
  return *seconds * 1000 + *milliseconds;
}

}  // namespace

void RecordClock::look(std::string_view line_head) {
  const auto time = time_in(line_head);
  if (!time || *time < from_) return;
  first_ = std::min(first_.value_or(*time), *time);
  ++looked_;
}

void RecordClock::add(std::string_view bytes) {
  while (!bytes.empty() && looked_ < kLooked) {
    const std::size_t end = bytes.find('\n');
    const std::string_view line = bytes.substr(0, end);
    if (!in_tail_) {
      const bool whole = head_.empty() && (end != std::string_view::npos || line.size() >= kHead);
      if (!whole) head_ += line.substr(0, kHead - head_.size());
      in_tail_ = whole || end != std::string_view::npos || head_.size() >= kHead;
      if (in_tail_) look(whole ? line.substr(0, kHead) : std::string_view(head_));
    }
    if (end == std::string_view::npos) return;
    bytes.remove_prefix(end + 1);
    head_.clear();
    in_tail_ = false;
  }
}

}  // namespace modtrail

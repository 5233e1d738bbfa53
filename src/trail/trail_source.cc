#include "modtrail/trail/trail_source.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "modtrail/trail/sealed_line.h"
#include "trail/sealed_files.h"

namespace modtrail {
namespace {

constexpr std::string_view kHead = "modtrail-trail/1 ";
static_assert(kHead.size() == kTrailHead);
constexpr std::string_view kRecord = {"R ", 2};
static_assert(kRecord.front() == static_cast<char>(LeafKind::Record));

// Goes through the bytes once: at the start of a line two of them tell whether the rest is wanted.
class TrailRecords : public ByteSource {
 public:
  explicit TrailRecords(std::unique_ptr<ByteSource> file) : file_(std::move(file)) {}

  Result<std::size_t> read(std::span<char> to) override {
    std::size_t filled = 0;
    while (filled == 0) {
      const std::size_t got = TRY(file_->read(std::span(buffer_).first(std::min(buffer_.size(), to.size()))));
      if (got == 0) return 0;
      for (const char c : std::string_view(buffer_.data(), got)) {
        if (takes(c)) to[filled++] = c;
      }
    }
    return filled;
  }

 private:
  bool takes(char c) {
    const std::size_t at = column_++;
    if (at < kRecord.size()) {
      wanted_ = wanted_ && c == kRecord[at];
    }
    if (c != '\n') return wanted_ && at >= kRecord.size();
    const bool ends_one = wanted_ && at >= kRecord.size();
    column_ = 0;
    wanted_ = true;
    return ends_one;
  }

  std::unique_ptr<ByteSource> file_;
  std::array<char, std::size_t{64} << 10> buffer_ = {};
  std::size_t column_ = 0;
  bool wanted_ = true;  // the line, as far as it is known
};

}  // namespace

bool is_trail(std::string_view head) {
  return head.starts_with(kHead);
}

bool is_trail_name(std::string_view name) {
  return name.ends_with(kTrailSuffix);
}

std::unique_ptr<ByteSource> trail_records(std::unique_ptr<ByteSource> file) {
  return std::make_unique<TrailRecords>(std::move(file));
}

}  // namespace modtrail

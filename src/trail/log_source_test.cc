#include "modtrail/trail/log_source.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "modtrail/base/gzip.h"

namespace modtrail {
namespace {

constexpr std::string_view kLog = "type=SYSCALL msg=audit(0.000:45): x=1\n";
constexpr std::string_view kJournal =
    "_TRANSPORT=audit\n_AUDIT_TYPE=1300\n_AUDIT_ID=45\n_SOURCE_REALTIME_TIMESTAMP=0\nMESSAGE=SYSCALL x=1\n\n";

// One byte a read, as a slow pipe gives them.
struct Dripping final : ByteSource {
  explicit Dripping(std::string_view text) : left(text) {}
  Result<std::size_t> read(std::span<char> to) override {
    if (left.empty()) return 0;
    to[0] = left[0];
    left.remove_prefix(1);
    return 1;
  }
  std::string_view left;
};

Result<std::string> read_all(std::unique_ptr<ByteSource> file) {
  JournalTally tally;
  const std::unique_ptr<ByteSource> lines = TRY(log_lines(std::move(file), tally));
  std::string out;
  std::vector<char> chunk(1000);
  while (const std::size_t size = TRY(lines->read(chunk))) out.append(chunk.data(), size);
  return out;
}

TEST(LogSource, KnowsWhatAFileIs) {
  for (const std::string& file : {std::string(kLog), gzip(kLog), std::string(kJournal), gzip(kJournal)}) {
    EXPECT_EQ(read_all(memory_source(file)).value(), kLog);
    EXPECT_EQ(read_all(std::make_unique<Dripping>(file)).value(), kLog);
  }
}

TEST(LogSource, TakesWhatItDoesNotKnowAsItIs) {
  for (const std::string_view file : {"", "x", "\x1F\x8B", "{", "no log\n"}) {
    EXPECT_EQ(read_all(memory_source(file)).value(), file);
  }
}

TEST(LogSource, HandsUpErrors) {
  EXPECT_EQ(read_all(memory_source(gzip(kLog).substr(0, 20))).error().message, "the gzip stream is cut short");
  EXPECT_EQ(read_all(memory_source("\x1F\x8B\x08xxxxxxxxxxxxxxxxxxx")).has_value(), false);
}

}  // namespace
}  // namespace modtrail

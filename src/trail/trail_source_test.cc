#include "modtrail/trail/trail_source.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace modtrail {
namespace {

std::string records(std::string_view content, std::size_t stretch) {
  const std::unique_ptr<ByteSource> source = trail_records(memory_source(content));
  std::string out;
  std::string buffer(stretch, '\0');
  for (;;) {
    const Result<std::size_t> got = source->read(buffer);
    EXPECT_TRUE(got.has_value());
    if (!got || *got == 0) return out;
    out.append(buffer, 0, *got);
  }
}

TEST(TrailSource, RecordsAlone) {
  const std::string content =
      "modtrail-trail/1 chain=0 first=0 peaks=-\nB key=x\nR type=A\nL {\"R \":1}\nR \nRtype=B\nR\nR type=C R x\nC "
      "size=1\n";
  for (const std::size_t stretch : {1U, 2U, 3U, 7U, 4096U}) {
    EXPECT_EQ(records(content, stretch), "type=A\n\ntype=C R x\n") << stretch;
  }
  EXPECT_EQ(records("R cut of", 100), "cut of");
  EXPECT_EQ(records("", 100), "");
}

TEST(TrailSource, TheHeadTells) {
  EXPECT_TRUE(is_trail("modtrail-trail/1 chain="));
  EXPECT_FALSE(is_trail("modtrail-trail/1"));
  EXPECT_FALSE(is_trail("modtrail-trail/12 "));
  EXPECT_FALSE(is_trail("type=SYSCALL msg="));
}

}  // namespace
}  // namespace modtrail

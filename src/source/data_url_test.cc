#include "source/data_url.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

struct Case {
  std::string url;
  std::string text;
};

TEST(DataUrl, Decodes) {
  const std::vector<Case> cases = {
      {"data:,", ""},
      {"data:,-D%0A", "-D\n"},
      {"data:,-D%0a", "-D\n"},
      {"data:text/plain,a,b;c=d", "a,b;c=d"},
      {"data:text/plain;charset=utf-8,x", "x"},
      {"data:text/plain;charset=\"a,b\",x", "x"},
      {"data:;charset=utf-8;base64,LUQK", "-D\n"},
      {"data:;base64,", ""},
      {"data:;base64,LQ==", "-"},
      {"data:;base64,LUQ=", "-D"},
      {"data:application/x;base64,LUQK", "-D\n"},
      {"data:,%00%FF", std::string("\0\xff", 2)},
      {"data:,a+b&c?d='e'", "a+b&c?d='e'"},
  };
  for (const Case& each : cases) {
    const auto decoded = decode_data_url(each.url);
    ASSERT_TRUE(decoded.has_value()) << each.url << ": " << decoded.error().reason;
    EXPECT_EQ(decoded->bytes, each.text) << each.url;
  }
}

TEST(DataUrl, TellsWhereItIsWrong) {
  struct Bad {
    std::string url;
    std::size_t at;
  };
  const std::vector<Bad> cases = {
      {"http://x", 0},
      {"data:", 5},
      {"data:x", 6},
      {"data:,-a always", 8},
      {"data:,a#b", 7},
      {"data:,a\"b", 7},
      {"data:,a\nb", 7},
      {"data:,%", 6},
      {"data:,%4", 6},
      {"data:,%4g", 6},
      {"data:,\xc3\xa9", 6},
      {"data:;base64,LUQ", 16},
      {"data:;base64,L*QK", 14},
      {"data:;base64,LU\nK", 15},
      {"data:;base32,LUQK", 6},
      {"data:foo/bar,x", 5},
      {"data:;,x", 6},
      {"data:,a[b]", 7},
      {"data:,a{b}", 7},
      {"data:;base64,LQ==LUQK", 15},
  };
  for (const Bad& each : cases) {
    const auto decoded = decode_data_url(each.url);
    ASSERT_FALSE(decoded.has_value()) << each.url;
    EXPECT_EQ(decoded.error().at, each.at) << each.url << ": " << decoded.error().reason;
    EXPECT_FALSE(decoded.error().reason.empty());
  }
}

}  // namespace
}  // namespace modtrail

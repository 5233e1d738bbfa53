#include "cli/output.h"

#include <gtest/gtest.h>

#include "cli/options.h"
#include "modtrail/base/text.h"

namespace modtrail {
namespace {

TEST(Output, EveryWordOfFormatIsOne) {
  for (const OptionSpec& formats : {kFormats[0], kProbeFormats[0], kCheckFormats[0]}) {
    for (const std::string_view word : split(formats.choices, '|')) EXPECT_TRUE(parse_format(word)) << word;
  }
  EXPECT_FALSE(parse_format("").has_value());
  EXPECT_FALSE(parse_format("Text").has_value());
}

}  // namespace
}  // namespace modtrail

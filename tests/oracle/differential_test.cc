// Random rulesets by seed: model and oracle agree on every attempt, and no attempt contradicts a row.
#include "oracle/differential.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace modtrail::oracle {
namespace {

// MODTRAIL_SEEDS=N tries more than the tests do by default.
std::uint64_t seeds() {
  const char* wanted = std::getenv("MODTRAIL_SEEDS");
  return wanted == nullptr ? 2000 : std::strtoull(wanted, nullptr, 10);
}

TEST(Differential, RandomRulesets) {
  std::size_t shown = 0;
  for (std::uint64_t seed = 0; seed < seeds() && shown < 5; ++seed) {
    std::vector<std::uint8_t> bytes = bytes_of_seed(seed, 1024);
    Choices choices(bytes);
    for (const std::string& complaint : compare(choices, 20)) {
      if (shown++ < 5) ADD_FAILURE() << "seed " << seed << ": " << complaint;
    }
  }
}

}  // namespace
}  // namespace modtrail::oracle

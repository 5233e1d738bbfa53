#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "modtrail/rules/rule.h"
#include "modtrail/uapi/attempt.h"

// Rulesets and attempts out of bytes: a fuzzer's, or a seed's.  Equal bytes make equal values on every machine.
namespace modtrail::oracle {

// Bytes as a row of choices; when they are used up every choice is the first.
class Choices {
 public:
  explicit Choices(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  std::uint32_t below(std::uint32_t bound);  // 0 to bound-1
  template <class T>
  const T& one_of(const std::vector<T>& values) {
    return values[below(static_cast<std::uint32_t>(values.size()))];
  }
  bool one_in(std::uint32_t count) { return below(count) == 1; }
  bool empty() const { return at_ >= bytes_.size(); }

 private:
  std::uint8_t next() { return empty() ? 0 : bytes_[at_++]; }

  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

std::vector<std::uint8_t> bytes_of_seed(std::uint64_t seed, std::size_t count);  // splitmix64

// Up to `most` rules that the kernel would take one by one, about module calls and who makes them.
std::vector<Rule> make_rules(Choices& choices, std::uint32_t most);

// A plausible attempt near the constants of the rules.
SyscallEvent make_attempt(Choices& choices, const std::vector<Rule>& rules);

}  // namespace modtrail::oracle

#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

// Random lines of a rules file: rules, watches and settings as people write them, and the same with something wrong.
namespace modtrail {

class LineMaker {
 public:
  explicit LineMaker(std::uint64_t seed) : random_(seed) {}
  std::string line();

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }
  bool one_in(std::size_t count) { return below(count) == 0; }
  std::string_view any(const std::vector<std::string_view>& from) { return from[below(from.size())]; }
  std::string value(std::string_view field);
  std::string field();
  std::string syscalls();
  std::string rule();
  std::string watch();
  std::string setting();
  std::string spoil(std::string line);

  std::mt19937_64 random_;
};

}  // namespace modtrail

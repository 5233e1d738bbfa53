#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controls/scanner/criteria.h"

// Perl's patterns, as OVAL means them.  The one place that knows PCRE2.
namespace modtrail::scanner {

enum class PatternUse : std::uint8_t {
  Lines,      // in text: UTF-8, ^ and $ at each line
  WholeText,  // in text: UTF-8, . matches newlines too
  Path,       // a whole path: UTF-8
  Directory,  // bytes; a path that only begins as the pattern does is a match too
};

enum class MatchResult : std::uint8_t { Yes, No, Error, Exhausted };

struct Match {
  MatchResult result = MatchResult::No;
  std::size_t begin = 0;
  std::size_t end = 0;
};

// What matching may still cost, over all patterns and files of one prediction.
struct MatchBudget {
  unsigned steps = 200;  // in millions
};

class Pattern {
 public:
  // Nothing for a pattern that does not compile.
  static std::optional<Pattern> compile(std::string_view text, PatternUse use);
  Pattern(Pattern&& other) noexcept;
  Pattern& operator=(Pattern&& other) noexcept;
  ~Pattern();

  // The first match at or after `from`.  `text` is UTF-8 where the use says so.
  Match find(std::string_view text, std::size_t from, MatchBudget& budget) const;

 private:
  struct Code;
  Pattern(std::unique_ptr<Code> code, PatternUse use);
  Match find_line(std::string_view text, std::size_t from, MatchBudget& budget) const;
  Match at(std::string_view text, std::size_t from, std::uint32_t options, MatchBudget& budget) const;

  std::unique_ptr<Code> code_;
  PatternUse use_;
};

struct Found {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// What a file holds of a test's pattern, as oscap's textfilecontent54 probe collects it.
struct Collected {
  MatchResult result = MatchResult::No;  // Yes and No: `items` is what there is
  std::vector<Found> items;
};
Collected collect(const Pattern& pattern, Instances instances, std::string_view content, MatchBudget& budget);

}  // namespace modtrail::scanner

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What a rule of the content demands, as OVAL says it: tests over text files, joined.
namespace modtrail::scanner {

// The files a test looks into.
struct FileChoice {
  std::string start;                   // without a pattern: the one file; else where the walk begins
  std::optional<std::string> pattern;  // the whole path matches it
};

enum class Existence : std::uint8_t { AtLeastOne, OnlyOne, None, All };
enum class Instances : std::uint8_t { First, Every };  // of a pattern in one file
enum class Lines : std::uint8_t { Multi, Single };     // ^ and $ at each line, or the file is one line

struct TextTest {
  FileChoice files;
  std::string pattern;
  Instances instances = Instances::First;
  Existence existence = Existence::AtLeastOne;
  Lines lines = Lines::Multi;
  std::optional<std::string> text;  // what is found equals this
};

struct Criteria {
  enum class Kind : std::uint8_t {
    And,
    Or,
    Text,        // `test`
    Augenrules,  // the unit that loads the rules calls augenrules: `of` holds the one test for it
    Auditctl,    // likewise
    Not64Bit,    // uname says neither x86_64, ppc64(le), aarch64 nor s390x
  };
  Kind kind = Kind::And;
  std::vector<Criteria> of;
  TextTest test;
};

}  // namespace modtrail::scanner

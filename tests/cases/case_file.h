#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "modtrail/base/result.h"

// A *.cases file, as README.md beside it describes it.
namespace modtrail::cases {

struct Attempt {
  std::string words;  // as `explain --attempt` takes them, without those that begin with @
  bool recorded = false;
  std::string key;  // as a record carries it
};

// A word and its text: "rename", "/opt/d /opt/e".
struct Change {
  std::string word;
  std::string rest;
};

struct Case {
  std::size_t line = 0;
  std::string id;
  std::vector<std::pair<std::string, std::string>> facts;
  std::vector<Change> world;
  std::optional<std::string> rules;
  std::optional<int> status;
  std::optional<std::vector<std::string>> listed;
  std::vector<std::variant<Attempt, Change>> steps;
  std::string undecided;  // why the model cannot know what the kernel does; "" where it can
};

Result<std::vector<Case>> parse_cases(std::string_view text);

}  // namespace modtrail::cases

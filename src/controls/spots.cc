#include "controls/spots.h"

#include <algorithm>
#include <optional>
#include <variant>

#include "controls/places.h"

namespace modtrail {
namespace {

// A single file: at the end, but before the line that locks; at the start, but behind the -D.
std::vector<RuleSpot> file_spots(const Reading& reading) {
  std::uint32_t lock = 0;
  std::uint32_t start = 1;
  for (const Statement& statement : reading.ruleset.statements) {
    for (const Step& step : statement.operations) {
      const auto* set = std::get_if<SetSetting>(&step);
      const bool locks = set != nullptr && set->setting == Setting::Enabled && set->value == 2;
      if (locks && lock == 0) lock = statement.origin.line;
      if (std::holds_alternative<DeleteAll>(step)) start = statement.origin.line + 1;
    }
  }
  return {{Place::Append, "", lock}, {Place::Append, "", 0},     {Place::Append, "", start},
          {Place::Append, "", 1},    {Place::Prepend, "", lock}, {Place::Prepend, "", 0}};
}

}  // namespace

std::vector<RuleSpot> spots(const RuleInput& input, const Machine& machine, const Reading& reading,
                            const std::string& stem) {
  if (!merged_directory(input, machine)) return file_spots(reading);
  std::vector<RuleSpot> out;
  for (const char* number : {"75-", "10-", "00-", "0-", "99-", "zz-"}) {
    out.push_back({Place::Append, unused_name(input, machine, number + stem), 0});
  }
  for (const char* number : {"75-", "99-", "zz-"}) {
    out.push_back({Place::Prepend, unused_name(input, machine, number + stem), 0});
  }
  return out;
}

std::string unused_name(const RuleInput& input, const Machine& machine, const std::string& name) {
  const std::optional<std::string> directory = merged_directory(input, machine);
  const Result<std::vector<std::string>> there = input.tree->list(*directory);
  std::string out = name + ".rules";
  for (int number = 2; there; ++number) {
    if (std::find(there->begin(), there->end(), out) == there->end()) break;
    out = name + "-" + std::to_string(number) + ".rules";
  }
  return out;
}

}  // namespace modtrail

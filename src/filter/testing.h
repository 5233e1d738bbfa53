#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "modtrail/filter/coverage.h"
#include "modtrail/rules/lines.h"
#include "modtrail/rules/parse.h"

// Short ways to say a ruleset and a world in the tests of this folder.
namespace modtrail {

inline Loaded load_text(std::string_view text, const World& world) {
  const ParseContext context{world.machine, world.names, world.files == Files::Known ? world.tree : nullptr};
  return load(parse_rules(split_lines(text, "test.rules"), context), world);
}

inline Filter filter_of(std::string_view text, const World& world) {
  return load_text(text, world).filter;
}

// "b64 init_module always m" ..., a line for each row that is reachable; keys joined by commas, "-" for a record
// without.
inline std::string coverage_text(std::string_view rules, const World& world, Scope scope = Scope::Everyone) {
  const Filter filter = filter_of(rules, world);
  std::string text;
  for (const Row& row : coverage(filter, world, scope)) {
    if (row.recorded == Recorded::Unreachable) continue;
    text += std::string(name(row.abi)) + " " + std::string(name(row.syscall)) + " " + std::string(name(row.recorded));
    for (std::size_t i = 0; i < row.keys.size(); ++i) text += (i == 0 ? " " : ",") + row.keys[i].value_or("-");
    text += "\n";
  }
  return text;
}

}  // namespace modtrail

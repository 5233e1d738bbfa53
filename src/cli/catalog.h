#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "cli/args.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "controls/choose.h"

// What the program has under names (`profiles`, `findings`): printed as a list, or those that are named in full.
namespace modtrail {

template <class Item>
struct Catalog {
  using Text = std::string (*)(const std::vector<Item>& chosen);

  std::string_view kind;  // of an item, for a name that is none
  std::vector<Item> items;
  std::string_view (*name)(const Item& item);
  Text list;
  Text detail;
  Text json;
};

// Those named, in the order of the names; all without names. Errors: a name that none has (with the nearest).
template <class Item>
Result<std::vector<Item>> choose(const Catalog<Item>& catalog, const std::vector<std::string>& wanted) {
  if (wanted.empty()) return catalog.items;
  std::vector<std::string_view> names;
  for (const Item& item : catalog.items) names.push_back(catalog.name(item));
  std::vector<Item> out;
  for (const std::string& name : wanted) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
      return fail("unknown " + std::string(catalog.kind) + " '" + name + "'" + meant(name, names));
    out.push_back(catalog.items[static_cast<std::size_t>(found - names.begin())]);
  }
  return out;
}

// The command's answer; returns its exit code.
template <class Item>
int print(const Catalog<Item>& catalog, const Arguments& arguments) {
  const Result<OutputOptions> options = read_output_options(arguments, kFormat);
  if (!options) return complain(options.error());
  const Result<std::vector<Item>> chosen = choose(catalog, arguments.operands());
  if (!chosen) return complain(chosen.error());
  const Result<> written = write_outputs(*options, [&](Format format, const TextStyle&) {
    if (format == Format::Json) return catalog.json(*chosen);
    return arguments.operands().empty() ? catalog.list(*chosen) : catalog.detail(*chosen);
  });
  return written ? kPass : complain(written.error());
}

}  // namespace modtrail

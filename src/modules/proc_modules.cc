#include <algorithm>

#include "modtrail/base/text.h"
#include "modtrail/modules/views.h"

// "NAME SIZE REFCOUNT USERS STATE ADDRESS (TAINTS)": REFCOUNT and USERS are "-" where there are none, or where the
// kernel cannot unload; each user ends in a comma, and "[permanent]," is none.
namespace modtrail {
namespace {

constexpr std::size_t kLongestName = 64;  // MODULE_NAME_LEN is 56 on 64-bit kernels, 60 on 32-bit ones

std::vector<std::string> parse_users(std::string_view text) {
  std::vector<std::string> users;
  if (text == "-") return users;
  for (const std::string_view name : split(text, ',')) {
    if (!name.empty() && name.front() != '[') users.emplace_back(name);
  }
  return users;
}

std::optional<ModuleState> parse_state(std::string_view word) {
  if (word == "Live") return ModuleState::Live;
  if (word == "Loading") return ModuleState::Loading;
  if (word == "Unloading") return ModuleState::Unloading;
  return std::nullopt;
}

// "(OE+)": the state is said by the last one again.
std::string parse_taints(std::string_view word) {
  std::string letters;
  for (const char c : word) {
    if (c >= 'A' && c <= 'Z') letters += c;
  }
  return letters;
}

std::optional<ListedModule> parse_line(std::string_view line) {
  const std::vector<std::string_view> words = split(line, ' ');
  if (words.size() < 6 || words[0].empty() || words[0].size() > kLongestName) return std::nullopt;
  const auto size = parse_number(words[1]);
  const auto state = parse_state(words[4]);
  if (!size || !state || (words[2] != "-" && !parse_number(words[2]))) return std::nullopt;
  ListedModule module;
  module.name = words[0];
  module.size = *size;
  module.users = parse_users(words[3]);
  module.state = *state;
  if (words.size() > 6) module.taints = parse_taints(words[6]);
  return module;
}

}  // namespace

std::string module_name(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '-', '_');
  return out;
}

ModuleList parse_module_list(std::string_view proc_modules) {
  ModuleList list;
  for (const std::string_view line : split(proc_modules, '\n')) {
    if (line.empty()) continue;
    if (auto module = parse_line(line)) {
      list.modules.push_back(std::move(*module));
    } else {
      ++list.torn;
    }
  }
  return list;
}

}  // namespace modtrail

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>

#include "modtrail/base/hex.h"
#include "modtrail/base/text.h"
#include "modtrail/base/word.h"
#include "modtrail/modules/views.h"

namespace modtrail {
namespace {

constexpr std::string_view kPlace = "/sys/module";
constexpr std::size_t kWordLimit = 4096;
constexpr std::size_t kNotesLimit = std::size_t{64} << 10;
constexpr std::uint32_t kBuildIdNote = 3;  // NT_GNU_BUILD_ID
constexpr std::size_t kLongestBuildId = 64;

std::string_view without_newline(std::string_view text) {
  return text.ends_with('\n') ? text.substr(0, text.size() - 1) : text;
}

std::optional<ModuleState> parse_state(std::string_view word) {
  if (word == "live") return ModuleState::Live;
  if (word == "coming") return ModuleState::Loading;
  if (word == "going") return ModuleState::Unloading;
  return std::nullopt;
}

// Nothing: the kernel's own, or one that goes while we look.
std::optional<SysModule> read_module(const FileTree& tree, const std::string& name) {
  const std::string place = std::string(kPlace) + "/" + name + "/";
  const auto initstate = tree.read(place + "initstate", kWordLimit);
  if (!initstate) return std::nullopt;
  const auto state = parse_state(without_newline(*initstate));
  if (!state) return std::nullopt;
  SysModule module;
  module.name = name;
  module.state = *state;
  if (const auto size = tree.read(place + "coresize", kWordLimit)) module.size = parse_number(without_newline(*size));
  if (auto holders = tree.list(place + "holders")) module.holders = std::move(*holders);
  if (const auto notes = tree.read(place + "notes/.note.gnu.build-id", kNotesLimit)) {
    module.build_id = build_id_of_notes(*notes);
  }
  return module;
}

std::size_t padded(std::size_t size) {
  return (size + 3) & ~std::size_t{3};
}

// Notes are in the byte order of the machine; those of another order have sizes that do not fit.
std::string build_id_in(std::string_view notes, std::endian order) {
  while (notes.size() >= 12) {
    const std::size_t name_size = number_at(notes, 0, 4, order);
    const std::size_t size = number_at(notes, 4, 4, order);
    if (name_size > notes.size() || size > notes.size() || 12 + padded(name_size) + size > notes.size()) return "";
    const std::string_view id = notes.substr(12 + padded(name_size), size);
    const bool is_gnu = notes.substr(12, name_size) == std::string_view("GNU\0", 4);
    if (is_gnu && number_at(notes, 8, 4, order) == kBuildIdNote && id.size() <= kLongestBuildId) {
      std::string out;
      append_hex(out, {reinterpret_cast<const unsigned char*>(id.data()), id.size()});
      return out;
    }
    notes.remove_prefix(std::min(notes.size(), 12 + padded(name_size) + padded(size)));
  }
  return "";
}

}  // namespace

std::string build_id_of_notes(std::string_view notes) {
  std::string little = build_id_in(notes, std::endian::little);
  return little.empty() ? build_id_in(notes, std::endian::big) : little;
}

Result<SysModules> read_sys_modules(const FileTree& tree) {
  SysModules out;
  const std::vector<std::string> names = TRY(tree.list(kPlace));
  for (const std::string& name : names) {
    if (auto module = read_module(tree, name)) {
      out.loaded.push_back(std::move(*module));
    } else {
      out.built_in.push_back(name);
    }
  }
  return out;
}

}  // namespace modtrail

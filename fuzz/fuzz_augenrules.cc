#include <array>
#include <cstdlib>

#include "modtrail/rules/lines.h"

// Whatever lies in rules.d, the merge ends, and merging what it made changes nothing.  The first byte chooses the
// version and the awk; the rest is parted at NUL bytes into files.
namespace modtrail {
namespace {

constexpr std::array kVersions = {Version{3, 0, 9}, Version{3, 1, 1}, Version{4, 2, 0}};
constexpr std::array kAwks = {Awk::MawkOld, Awk::Mawk, Awk::Gawk};
constexpr std::array kNames = {"10-a.rules", "9-b.rules", "c d.rules", ".e.rules", "f.conf", "c"};

std::string text_of(const Merged& merged) {
  std::string text;
  for (const Line& line : merged.lines) {
    if (line.text.size() > 6143 || line.text.find('\n') != std::string::npos) std::abort();
    if (line.origin.column > 1) text.pop_back();  // the rest of an over-long line
    text += line.text + "\n";
  }
  return text;
}

std::string merge(const MemoryTree& tree, const Machine& machine) {
  const auto merged = merge_rules(tree, "/rules.d", "rules.d", machine);
  if (!merged) std::abort();
  return text_of(*merged);
}

void check(std::string_view text) {
  if (text.empty()) return;
  const auto choice = static_cast<unsigned char>(text.front());
  text.remove_prefix(1);
  Machine machine;
  machine.auditctl.value = kVersions[choice % kVersions.size()];
  machine.awk.value = kAwks[choice / kVersions.size() % kAwks.size()];
  MemoryTree tree;
  tree.add_directory("/rules.d");
  for (const char* name : kNames) {
    if (text.empty()) break;
    const std::size_t end = text.find('\0');
    tree.add_file(std::string("/rules.d/") + name, std::string(text.substr(0, end)));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  const std::string once = merge(tree, machine);
  // Of several carriage returns, which can come from two files that run into each other, one goes each time.
  if (machine.auditctl.value >= Version{3, 1, 1} && once.find("\r\n") != std::string::npos) return;
  MemoryTree made;
  made.add_file("/rules.d/audit.rules", once);
  if (merge(made, machine) != once) std::abort();
}

}  // namespace
}  // namespace modtrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  modtrail::check({reinterpret_cast<const char*>(data), size});
  return 0;
}

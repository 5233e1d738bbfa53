#include <cstdlib>

#include "modtrail/base/file_tree.h"
#include "modtrail/base/text.h"

// The input is a tree and a question: a line "l PATH TARGET" makes a link, "f PATH" a file, "d PATH" a directory, and
// the last line is the path to look up.  However the links lie, a path that resolves is canonical and names a file.
namespace modtrail {
namespace {

void plant(std::string_view line, MemoryTree& tree) {
  const auto parts = split(line, ' ');
  if (parts.size() < 2) return;
  if (parts[0] == "l" && parts.size() > 2) tree.add_link(parts[1], parts[2]);
  if (parts[0] == "f") tree.add_file(parts[1], "x");
  if (parts[0] == "d") tree.add_directory(parts[1]);
}

void check_canonical(const FileTree& tree, const std::string& path) {
  const auto info = tree.lstat(path);
  if (!info || info->type == FileType::Symlink) std::abort();
  const auto again = resolve(tree, path, Last::Keep);
  if (!again || *again != path) std::abort();
}

void check(std::string_view text) {
  MemoryTree tree;
  const auto lines = split(text, '\n');
  if (lines.size() > 64) return;
  for (const std::string_view line : lines) plant(line, tree);
  const std::string_view path = lines.back();
  const auto followed = resolve(tree, path, Last::Follow);
  if (followed) check_canonical(tree, *followed);
  if (followed.has_value() != stat(tree, path).has_value()) std::abort();
  const auto kept = resolve(tree, path, Last::Keep);
  if (kept && resolve(tree, *kept, Last::Keep).value() != *kept) std::abort();
  if (kept && tree.lstat(path).has_value() != tree.lstat(*kept).has_value()) std::abort();
  if (tree.read(path, 10).has_value() && tree.list(path).has_value()) std::abort();
}

}  // namespace
}  // namespace modtrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  modtrail::check({reinterpret_cast<const char*>(data), size});
  return 0;
}

#include "modtrail/source/source.h"

namespace modtrail {
namespace {

constexpr std::string_view kRulesDirectory = "/etc/audit/rules.d";
constexpr std::string_view kRulesFile = "/etc/audit/audit.rules";

// Is there a file of that type?  An error where that cannot be seen.
Result<bool> is_there(const FileTree& tree, std::string_view path, FileType type) {
  const auto info = stat(tree, path);
  if (info.has_value()) return info->type == type;
  if (info.error().kind == ErrorKind::Missing) return false;
  return tl::unexpected(info.error());
}

}  // namespace

Result<Root> open_root(const std::string& directory) {
  Root root;
  root.tree = TRY(open_tree(directory));
  root.name = directory;
  while (!root.name.empty() && root.name.back() == '/') root.name.pop_back();
  return root;
}

Result<RuleInput> root_input(const Root& root) {
  const bool has_directory = TRY(is_there(*root.tree, kRulesDirectory, FileType::Directory));
  const bool has_file = TRY(is_there(*root.tree, kRulesFile, FileType::Regular));
  if (!has_directory && !has_file) {
    return fail("nothing to check: " + root.name + std::string(kRulesDirectory) + " and " + root.name +
                std::string(kRulesFile) + " do not exist");
  }
  return input_of(root);
}

RuleInput input_of(const Root& root) {
  RuleInput input;
  input.kind = InputKind::Root;
  input.name = root.name;
  input.tree = root.tree.get();
  return input;
}

}  // namespace modtrail

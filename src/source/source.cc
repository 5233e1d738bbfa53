#include "modtrail/source/source.h"

#include <algorithm>

#include "modtrail/base/file.h"
#include "modtrail/base/text.h"
#include "source/document_files.h"

// What the user names is read into memory at once and judged from there: a file is taken as root's own, whoever owns it
// here, and a directory's links lead where they lead on this machine.
namespace modtrail {
namespace {

constexpr std::size_t kUnreadLimit = std::size_t{1} << 20;  // of a file augenrules would not read

FileInfo roots_own() {
  FileInfo info;
  info.mode = 0640;
  return info;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// What `auditctl -l` says where there are no rules.  Its rules look like those of a file, so only the user can tell
// other listings.
bool is_empty_listing(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  return first != std::string_view::npos && text.substr(first, last - first + 1) == "No rules";
}

// Does the text read like YAML or JSON of ours rather than rules?  The first line that says something tells: rules
// begin with a dash and a letter.
bool is_document(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    const std::string_view line = trim(text.substr(0, newline));
    text.remove_prefix(newline == std::string_view::npos ? text.size() : newline + 1);
    if (line.empty() || line == "\r" || line.front() == '#') continue;
    if (line == "---" || line.starts_with("--- ") || line == "---\r" || line.starts_with("%YAML") ||
        line.starts_with("- "))
      return true;
    if (line.front() == '{' || line.front() == '[') return true;
    const std::size_t colon = line.find(':');
    const auto is_word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '"'; };
    return colon != std::string_view::npos && colon > 0 &&
           std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), is_word);
  }
  return false;
}

// In UTF-16 the characters of ASCII have a zero beside them.
std::string without_zeros(std::string_view text) {
  std::string out(text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ? text.substr(2) : text);
  out.erase(std::remove(out.begin(), out.end(), '\0'), out.end());
  return out;
}

InputOption recognised(const std::string& path, std::string_view text) {
  if (is_empty_listing(text)) return InputOption::Listing;
  const bool document = is_document_name(path) || is_document(without_zeros(text.substr(0, kUnreadLimit)));
  return document ? InputOption::MachineConfig : InputOption::Rules;
}

Source in_memory(std::unique_ptr<MemoryTree> tree, InputKind kind, const std::string& name, std::string path) {
  Source source;
  source.input.kind = kind;
  source.input.name = name;
  source.input.tree = tree.get();
  source.input.path = std::move(path);
  source.tree = std::move(tree);
  return source;
}

Source open_text(Given given) {
  const InputKind kind = given.option == InputOption::Listing ? InputKind::Listing : InputKind::File;
  auto tree = std::make_unique<MemoryTree>();
  const std::string inside = "/" + given.path.substr(given.path.rfind('/') + 1);
  tree->add_file(inside, std::move(*given.text), roots_own());
  return in_memory(std::move(tree), kind, given.path, inside);
}

// ---- a directory ----

bool is_rules_name(std::string_view name) {
  constexpr std::string_view kSuffix = ".rules";
  return name.size() > kSuffix.size() && name.substr(name.size() - kSuffix.size()) == kSuffix;
}

enum class Need : std::uint8_t { Required, Optional };

// One file of the directory, links followed on this machine.  What augenrules would read must be readable.
Result<> copy_file(const FileTree& host, const std::string& from, const std::string& to, Need need, MemoryTree& tree) {
  const auto info = stat(host, from);
  const bool required = need == Need::Required;
  if (!info.has_value()) {
    if (required && info.error().kind != ErrorKind::Missing) return tl::unexpected(info.error());
    if (const auto target = host.readlink(from); target.has_value()) tree.add_link(to, *target);
    return {};
  }
  if (info->type != FileType::Regular) {
    FileInfo kept = *info;
    tree.add_file(to, "", kept);
    return {};
  }
  auto text = host.read(from, required ? kFileLimit : kUnreadLimit);
  if (!text.has_value() && required) return tl::unexpected(text.error());
  tree.add_file(to, text.has_value() ? std::move(*text) : std::string(), roots_own());
  return {};
}

// A directory below: augenrules does not look into it, but rules left there are worth a word.
Result<> copy_below(const FileTree& host, const std::string& from, const std::string& to, MemoryTree& tree) {
  tree.add_directory(to);
  const auto names = host.list(from);
  if (!names.has_value()) return {};
  for (const std::string& name : *names) {
    const auto info = stat(host, from + "/" + name);
    if (!info.has_value() || info->type != FileType::Regular) continue;
    TRY(copy_file(host, from + "/" + name, to + "/" + name, Need::Optional, tree));
  }
  return {};
}

Result<> copy_entry(const FileTree& host, const std::string& directory, const std::string& name, MemoryTree& tree) {
  const std::string from = directory + "/" + name;
  const auto info = stat(host, from);
  const bool below = info.has_value() && info->type == FileType::Directory;
  if (below) return copy_below(host, from, "/" + name, tree);
  return copy_file(host, from, "/" + name, is_rules_name(name) ? Need::Required : Need::Optional, tree);
}

Result<Source> open_directory(const std::string& path) {
  const auto host = TRY(open_tree("/"));
  const std::string absolute = TRY(directory_path(path));
  const auto names = TRY(host->list(absolute));
  auto tree = std::make_unique<MemoryTree>();
  for (const std::string& name : names) TRY(copy_entry(*host, absolute, name, *tree));
  std::string name = path;
  while (name.size() > 1 && name.back() == '/') name.pop_back();
  return in_memory(std::move(tree), InputKind::Directory, name, "/");
}

// A directory with *.rules is a rules.d; else documents are looked for in it.
Result<Given> look_at_directory(const std::string& path, const std::string& absolute, InputOption option) {
  if (option == InputOption::Listing) return fail(path + " is a directory, not a listing");
  const auto host = TRY(open_tree("/"));
  const auto names = TRY(host->list(absolute));
  const bool has_rules = std::any_of(names.begin(), names.end(), is_rules_name);
  if (option == InputOption::Rules && !has_rules) return fail("nothing to check: " + path + " holds no *.rules");
  if (option != InputOption::Auto) return Given{path, option, std::nullopt};
  if (has_rules) return Given{path, InputOption::Rules, std::nullopt};
  if (!has_documents(*host, absolute)) {
    return fail("nothing to check: " + path + " holds no *.rules and no YAML or JSON");
  }
  return Given{path, InputOption::MachineConfig, std::nullopt};
}

}  // namespace

Result<Given> look_at(const std::string& path, InputOption option) {
  const auto directory = path == "-" ? Result<std::string>(fail("standard input")) : directory_path(path);
  if (directory.has_value()) return look_at_directory(path, *directory, option);
  std::string text = TRY(read_file(path, kFileLimit));
  if (is_blank(text)) return fail("nothing to check: " + path + " is empty");
  if (text.starts_with("\x1F\x8B")) return fail(path + " is packed with gzip: unpack it first");
  const InputOption what = option == InputOption::Auto ? recognised(path, text) : option;
  return Given{path, what, std::move(text)};
}

bool is_cluster(const Given& given) {
  switch (given.option) {
    case InputOption::MachineConfig:
    case InputOption::Ignition:
    case InputOption::Butane:
      return true;
    case InputOption::Auto:
    case InputOption::Rules:
    case InputOption::Listing:
      break;
  }
  return false;
}

Result<Source> open_source(Given given) {
  if (!given.text) return open_directory(given.path);
  return open_text(std::move(given));
}

Result<Source> open_source(const std::string& path, InputOption option) {
  return open_source(TRY(look_at(path, option)));
}

}  // namespace modtrail

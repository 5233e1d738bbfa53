#include "cli/log_inputs.h"

#include <map>
#include <utility>

#include "modtrail/base/file_tree.h"
#include "modtrail/trail/log_files.h"
#include "modtrail/trail/log_source.h"

namespace modtrail {

namespace {

constexpr std::string_view kLogs = "/var/log/audit";
constexpr std::size_t kNamesLimit = std::size_t{16} << 20;

class CountingSource final : public ByteSource {
 public:
  CountingSource(std::unique_ptr<ByteSource> source, std::function<void(std::uint64_t)> count)
      : source_(std::move(source)), count_(std::move(count)) {}
  Result<std::size_t> read(std::span<char> to) override {
    Result<std::size_t> got = source_->read(to);
    if (got) count_(*got);
    return got;
  }
  Result<std::string_view> view(std::size_t back) override {
    Result<std::string_view> seen = source_->view(back);
    if (seen && !seen->empty()) count_(seen->size() - back);
    return seen;
  }

 private:
  std::unique_ptr<ByteSource> source_;
  std::function<void(std::uint64_t)> count_;
};

// The files of a directory by their names there.
using Directory = std::map<std::string, LogFile>;

Result<std::vector<LogFile>> choose(const Directory& directory, const std::string& path) {
  std::vector<std::string> names;
  for (const auto& [name, file] : directory) names.push_back(name);
  const std::vector<std::string> audits = oldest_first(names);
  std::vector<LogFile> files;
  for (const std::string& name : audits.empty() ? names : audits) files.push_back(directory.at(name));
  if (files.empty()) return fail("no log in " + path);
  return files;
}

std::string without_slash(const std::string& path) {
  return path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
}

}  // namespace

Result<std::vector<LogFile>> log_files(const std::string& operand) {
  if (operand == "-") return std::vector<LogFile>{{operand, 0}};
  const auto tree = open_tree(operand);
  if (!tree) return std::vector<LogFile>{{operand, size_of_file(operand)}};
  Directory directory;
  for (const std::string& name : TRY((*tree)->list("/"))) {
    const auto info = (*tree)->lstat("/" + name);
    if (name.starts_with('.') || !info) continue;
    if (info->type != FileType::Regular && info->type != FileType::Symlink) continue;
    directory[name] = {without_slash(operand) + "/" + name, info->size};
  }
  return choose(directory, operand);
}

Result<std::vector<LogFile>> root_log_files(const std::string& root) {
  const auto tree = TRY(open_tree(root));
  Directory directory;
  for (const std::string& name : TRY(tree->list(kLogs))) {
    const auto place = resolve(*tree, std::string(kLogs) + "/" + name, Last::Follow);
    const auto info = place ? tree->lstat(*place) : Result<FileInfo>(fail(""));
    if (name.starts_with('.') || !info || info->type != FileType::Regular) continue;
    directory[name] = {without_slash(root) + *place, info->size};
  }
  return choose(directory, without_slash(root) + std::string(kLogs));
}

Result<HostNames> root_names(const std::string& root) {
  const auto tree = TRY(open_tree(root));
  const auto passwd = tree->read("/etc/passwd", kNamesLimit);
  const auto group = tree->read("/etc/group", kNamesLimit);
  return HostNames(passwd ? *passwd : "", group ? *group : "");
}

bool holds_lines(const LogFile& file) {
  if (file.path == "-") return false;
  const auto source = open_source(file.path);
  return source && are_lines(**source);
}

Result<std::unique_ptr<ByteSource>> open_log(const std::string& path, JournalTally& tally,
                                             std::function<void(std::uint64_t)> raw) {
  return log_lines(TRY(open_lines(path, 0, std::move(raw))), tally);
}

Result<std::unique_ptr<ByteSource>> open_lines(const std::string& path, std::uint64_t offset,
                                               std::function<void(std::uint64_t)> raw) {
  std::unique_ptr<ByteSource> file = TRY(open_source(path, offset));
  return std::make_unique<CountingSource>(std::move(file), std::move(raw));
}

}  // namespace modtrail

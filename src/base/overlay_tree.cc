#include "modtrail/base/overlay_tree.h"

#include <algorithm>

#include "base/path_walk.h"

namespace modtrail {
namespace {

FileInfo new_directory() {
  FileInfo info;
  info.type = FileType::Directory;
  info.mode = 0755;
  return info;
}

std::string_view name_of(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

}  // namespace

// A file that is there is known by where its links lead; one that is not, by its directory's place.
std::string OverlayTree::place_of(std::string_view path) const {
  const Result<std::string> whole = resolve(base_, path, Last::Follow);
  if (whole && base_.lstat(*whole)) return *whole;
  std::string_view plain = path;
  while (plain.size() > 1 && plain.back() == '/') plain.remove_suffix(1);
  const std::string_view directory = parent_of(plain);
  if (directory.size() >= plain.size()) return std::string(plain);
  return join(directory == "/" ? std::string("/") : place_of(directory), name_of(plain));
}

bool OverlayTree::is_above(const std::string& place) const {
  const std::string prefix = join(place, "");
  const auto found = files_.lower_bound(prefix);
  return found != files_.end() && found->first.compare(0, prefix.size(), prefix) == 0;
}

void OverlayTree::put(const std::string& path, std::string content) {
  const std::string place = place_of(path);
  const Result<FileInfo> info = base_.lstat(place);
  FileInfo kept;
  kept.mode = 0640;
  if (info) kept = *info;
  put(path, std::move(content), kept);
}

void OverlayTree::put(const std::string& path, std::string content, FileInfo info) {
  info.size = content.size();
  files_[place_of(path)] = File{info, std::move(content)};
}

// A link is itself, not what it leads to.
Result<FileInfo> OverlayTree::lstat(std::string_view path) const {
  Result<FileInfo> info = base_.lstat(path);
  if (info.has_value() && info->type == FileType::Symlink) return info;
  const std::string place = place_of(path);
  const auto found = files_.find(place);
  if (found != files_.end()) return found->second.info;
  if (!info.has_value() && is_above(place)) return new_directory();
  return info;
}

Result<std::string> OverlayTree::readlink(std::string_view path) const {
  return base_.readlink(path);
}

Result<std::vector<std::string>> OverlayTree::list(std::string_view path) const {
  Result<std::vector<std::string>> names = base_.list(path);
  const std::string place = place_of(path);
  if (!names.has_value() && (base_.lstat(place) || !is_above(place))) return names;
  std::vector<std::string> out = names.has_value() ? std::move(*names) : std::vector<std::string>();
  const std::string prefix = join(place, "");
  for (auto at = files_.lower_bound(prefix); at != files_.end(); ++at) {
    if (at->first.compare(0, prefix.size(), prefix) != 0) break;
    const std::string_view rest = std::string_view(at->first).substr(prefix.size());
    out.emplace_back(rest.substr(0, rest.find('/')));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Result<std::string> OverlayTree::read(std::string_view path, std::size_t limit) const {
  const auto found = files_.find(place_of(path));
  if (found == files_.end()) return base_.read(path, limit);
  if (found->second.content.size() > limit) return fail(std::string(path) + " is too large");
  return found->second.content;
}

}  // namespace modtrail

#include "cli/load_inspector.h"

#include <algorithm>
#include <utility>

#include "host/live_kernel.h"
#include "modtrail/base/sha256.h"
#include "modtrail/base/text.h"
#include "modtrail/modules/module_facts.h"
#include "modtrail/modules/views.h"

// No record tells which file a module came from: finit_module has a descriptor, init_module an image in memory.  So the
// file is looked for where the command says (insmod PATH), then where kmod's index has the module's name, and the build
// id that the kernel shows of a loaded module tells whether it is that one.
//
// A file tells how it was at the load if it is looked at within seconds, and its inode was changed last before the
// load: no program can set that time, only the clock.  What comes from the package lists is held to the same; what the
// kernel shows is always of when it was asked.
namespace modtrail {

namespace {

constexpr std::size_t kLargestFile = std::size_t{64} << 20;
constexpr std::size_t kLargestView = std::size_t{8} << 20;
constexpr std::uint64_t kLists = std::uint64_t{8} << 20;  // what looking through the package lists counts for
constexpr std::uint64_t kSoon = 5000;                     // milliseconds
constexpr std::size_t kMostKept = 512;
constexpr std::string_view kTooMuch = "too much was read just before";

bool is_soon(std::uint64_t loaded_at, Tick now) {
  return now.time <= loaded_at + kSoon && loaded_at <= now.time + kSoon;
}

Known known(const FileStamp& stamp, std::uint64_t loaded_at, Tick now) {
  return is_soon(loaded_at, now) && is_older(stamp, loaded_at) ? Known::AtTheTime : Known::Later;
}

bool names_module_file(std::string_view word) {
  return word.ends_with(".ko") || word.ends_with(".ko.xz") || word.ends_with(".ko.gz") || word.ends_with(".ko.zst");
}

Signing signing_of(const ModuleFile& file, bool kernel_checks, FileMatch match,
                   const std::optional<std::string>& taints) {
  if (!file.signature && file.odd_signature.empty()) return Signing::Absent;
  if (!kernel_checks || !taints || match != FileMatch::Same) return Signing::Present;
  return tell_unsigned(*taints) ? Signing::Invalid : Signing::Valid;
}

bool took_effect(const ModuleEvent& event) {
  return event.outcome == ModuleOutcome::Done || event.outcome == ModuleOutcome::Failed;
}

bool is_better(const LoadedModule& one, const LoadedModule& other) {
  if (other.path.empty()) return true;
  if (one.unread.empty() != other.unread.empty()) return one.unread.empty();
  return one.match == FileMatch::Same && other.match != FileMatch::Same;
}

}  // namespace

void ReadingAllowance::refill(std::uint64_t now) {
  if (since_ != 0) left_ = std::min(most_, left_ + (now - std::min(now, since_)) * each_second_ / 1000);
  since_ = now;
}

bool ReadingAllowance::take(std::uint64_t bytes) {
  if (bytes > left_) return false;
  left_ -= bytes;
  return true;
}

// ---- the machine ----

LoadInspector::LoadInspector(std::string root, std::unique_ptr<FileTree> tree, ReadingAllowance allowance)
    : root_(std::move(root)), tree_(std::move(tree)), allowance_(allowance) {}

Result<LoadInspector> LoadInspector::open(const std::string& root, ReadingAllowance allowance) {
  std::unique_ptr<FileTree> tree;
  if (root == "/") {
    tree = TRY(LiveKernel::open());
  } else {
    tree = TRY(open_tree(root));
  }
  LoadInspector inspector(root == "/" ? "" : root, std::move(tree), allowance);
  inspector.release_ = kernel_release(*inspector.tree_);
  inspector.kernel_checks_ = inspector.tree_->lstat("/sys/module/module/parameters/sig_enforce").has_value();
  return inspector;
}

std::string LoadInspector::below(const std::string& path) const {
  return root_ + path;
}

Result<std::vector<std::string>> LoadInspector::listed() const {
  const std::string text = TRY(tree_->read("/proc/modules", kLargestView));
  std::vector<std::string> names;
  for (const ListedModule& module : parse_module_list(text).modules) names.push_back(module.name);
  return names;
}

LoadInspector::Kernel LoadInspector::kernel_of(const std::string& module) const {
  Kernel kernel;
  for (const ListedModule& one : parse_module_list(tree_->read("/proc/modules", kLargestView).value_or("")).modules) {
    if (one.name == module) kernel.taints = one.taints;
  }
  if (module.find('/') != std::string::npos) return kernel;
  const auto notes = tree_->read("/sys/module/" + module + "/notes/.note.gnu.build-id", kLargestView);
  if (notes) kernel.build_id = build_id_of_notes(*notes);
  return kernel;
}

// ---- the file ----

std::vector<std::string> LoadInspector::places_of(const std::string& module, const ModuleEvent* event) {
  std::vector<std::string> places;
  for (const std::string& word : event != nullptr ? event->command : std::vector<std::string>()) {
    if (!names_module_file(word)) continue;
    if (word.front() == '/') places.push_back(word);
    if (word.front() != '/' && event->cwd && event->cwd->starts_with('/')) places.push_back(*event->cwd + "/" + word);
    break;
  }
  const std::optional<FileStamp> stamp = stamp_of(below("/lib/modules/" + release_ + "/modules.dep"));
  if (stamp != index_stamp_) {
    index_ = read_module_index(*tree_, release_);
    index_stamp_ = stamp;
  }
  if (const auto at = index_.files.find(module); at != index_.files.end()) places.push_back(at->second);
  return places;
}

Result<const LoadInspector::ReadFile*> LoadInspector::read(const std::string& path) {
  const std::optional<FileStamp> stamp = stamp_of(below(path));
  if (!stamp) return fail("there is no such file");
  if (const auto at = files_.find(path); at != files_.end() && at->second.stamp == *stamp) return &at->second;
  if (stamp->size > kLargestFile) return fail("it is larger than " + std::to_string(kLargestFile) + " bytes");
  if (!allowance_.take(stamp->size)) return fail(std::string(kTooMuch));
  const StampedFile file = TRY(read_stamped(below(path), kLargestFile));
  ReadFile out{file.stamp, sha256_hex(file.bytes), {}, ""};
  auto parsed = read_module_file(file.bytes, kLargestFile);
  if (parsed) {
    out.file = std::move(*parsed);
  } else {
    out.unread = parsed.error().message;
  }
  if (files_.size() >= kMostKept) files_.clear();
  return &(files_[path] = std::move(out));
}

LoadedModule LoadInspector::look_at(const std::string& path, const Kernel& kernel, std::uint64_t loaded_at, Tick now) {
  LoadedModule module;
  module.path = path;
  const Result<const ReadFile*> read = this->read(path);
  if (!read) {
    module.unread = read.error().message;
    return module;
  }
  const ReadFile& found = **read;
  module.sha256 = found.sha256;
  module.unread = found.unread;
  module.file_known = known(found.stamp, loaded_at, now);
  if (!found.unread.empty()) return module;
  module.match = match_of(kernel.build_id, found.file.build_id);
  module.vermagic = found.file.vermagic;
  module.in_tree = found.file.in_tree;
  module.signing = signing_of(found.file, kernel_checks_, module.match, kernel.taints);
  if (!found.file.signature) return module;
  module.signer = found.file.signature->signer;
  module.key_id = found.file.signature->key_id;
  module.digest = found.file.signature->digest;
  return module;
}

// ---- whose it is ----

LoadInspector::Lists LoadInspector::lists() const {
  Lists stamps;
  for (const std::string& file : package_databases()) stamps.push_back(stamp_of(below(file)));
  return stamps;
}

FileOwner LoadInspector::owner_of(const std::string& path) {
  if (owners_.size() >= kMostKept) owners_.clear();
  if (const auto at = owners_.find(path); at != owners_.end()) return at->second;
  if (!allowance_.take(kLists)) return {Ownership::Unknown, "", std::string(kTooMuch)};
  return owners_[path] = find_owners(*tree_, release_, {path}).at(path);
}

void LoadInspector::find_owner(LoadedModule& module, std::uint64_t loaded_at, Tick now) {
  if (module.path.empty()) return;
  Lists stamps = lists();
  if (stamps != lists_) owners_.clear();
  lists_ = std::move(stamps);
  module.owner = owner_of(module.path);
  const auto is_younger = [&](const std::optional<FileStamp>& stamp) {
    return stamp && known(*stamp, loaded_at, now) == Known::Later;
  };
  const bool later =
      module.owner.ownership == Ownership::Unknown || std::any_of(lists_.begin(), lists_.end(), is_younger);
  module.owner_known = later ? Known::Later : Known::AtTheTime;
}

// ---- all of it ----

LoadedModule LoadInspector::look_for(const std::string& module, const ModuleEvent* event, Tick now) {
  allowance_.refill(now.steady);
  const Kernel kernel = kernel_of(module);
  const std::uint64_t loaded_at = event != nullptr ? event->id.time : 0;
  LoadedModule best;
  best.unread = "no file of this name is known";
  for (const std::string& path : places_of(module, event)) {
    LoadedModule one = look_at(path, kernel, loaded_at, now);
    if (is_better(one, best)) best = std::move(one);
  }
  find_owner(best, loaded_at, now);
  best.taints = kernel.taints;
  best.kernel_checks = kernel_checks_;
  return best;
}

std::optional<LoadedModule> LoadInspector::look(const ModuleEvent& event, Tick now) {
  if (operation_of(event) != Operation::Load || !event.module || !took_effect(event)) return std::nullopt;
  return look_for(*event.module, &event, now);
}

LoadedModule LoadInspector::look(const std::string& module, Tick now) {
  return look_for(module, nullptr, now);
}

}  // namespace modtrail

#include "cases/small_world.h"

#include <algorithm>
#include <cstring>

#include "modtrail/base/text.h"

namespace modtrail::cases {
namespace {

constexpr const char* kLoader = "/lib64/ld-linux-x86-64.so.2";

// The least that is an ELF program of 64 bits with an interpreter.
std::string program(const std::string& interpreter) {
  std::string bytes(64 + 56, '\0');
  auto put = [&bytes](std::size_t at, auto value) { std::memcpy(bytes.data() + at, &value, sizeof(value)); };
  bytes.replace(0, 7,
                "\x7f"
                "ELF\x02\x01\x01");
  put(32, std::uint64_t{64});            // where the program headers are
  put(54, std::uint16_t{56});            // the size of one
  put(56, std::uint16_t{1});             // how many
  put(64, std::uint32_t{3});             // PT_INTERP
  put(72, std::uint64_t{bytes.size()});  // where it is
  return bytes + interpreter + '\0';
}

std::string parent_of(const std::string& path) {
  auto slash = path.rfind('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string leaf_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

bool is_below(const std::string& path, const std::string& directory) {
  return path == directory || path.starts_with(directory + "/");
}

}  // namespace

SmallWorld::SmallWorld() {
  for (const char* path :
       {"/", "/usr", "/usr/bin", "/usr/sbin", "/usr/lib", "/usr/lib64", "/usr/lib/modules", "/opt", "/tmp", "/run",
        "/root", "/dev", "/proc", "/sys", "/etc", "/etc/audit", "/usr/lib/x86_64-linux-gnu"}) {
    put(path, FileType::Directory, "");
  }
  for (const char* name : {"bin", "sbin", "lib", "lib64"}) {
    put(std::string("/") + name, FileType::Symlink, std::string("usr/") + name);
  }
  put("/sys/kernel", FileType::Directory, "");
  put("/sys/kernel/tracing", FileType::Directory, "");
  put("/usr/lib64/ld-linux-x86-64.so.2", FileType::Symlink, "/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2");
  put("/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2", FileType::Regular, "");
  put("/usr/bin/kmod", FileType::Regular, program(kLoader));
  put("/usr/sbin/auditctl", FileType::Regular, program(kLoader));
  for (const char* tool : {"insmod", "rmmod", "modprobe", "lsmod", "depmod", "modinfo"}) {
    put(std::string("/usr/sbin/") + tool, FileType::Symlink, "/bin/kmod");
  }
  put("/etc/passwd", FileType::Regular,
      "root:x:0:0::/root:/bin/sh\ndaemon:x:1:1::/:/bin/false\nalice:x:1000:1000::/:/bin/sh\nbob:x:1001:1001::/:/bin/"
      "sh\n");
  put("/etc/group", FileType::Regular, "root:x:0:\ndaemon:x:1:\nwheel:x:10:\nalice:x:1000:\nbob:x:1001:\n");
}

void SmallWorld::put(const std::string& path, FileType type, std::string content) {
  FileInfo info;
  info.type = type;
  info.mode = type == FileType::Symlink ? 0777 : 0755;
  info.device = device_;
  info.inode = next_inode_++;
  info.size = content.size();
  nodes_[real(path)] = {info, std::move(content)};
}

// The path with links before its last name resolved: as nodes_ has it.
std::string SmallWorld::real(const std::string& path) const {
  if (nodes_.size() < 2) return path;
  auto resolved = resolve(tree(), path, Last::Keep);
  return resolved ? *resolved : path;
}

SmallWorld::Nodes SmallWorld::take(const std::string& path) {
  Nodes taken;
  for (auto it = nodes_.begin(); it != nodes_.end();) {
    if (is_below(it->first, path)) taken.insert(*it);
    it = is_below(it->first, path) ? nodes_.erase(it) : std::next(it);
  }
  return taken;
}

std::string SmallWorld::path_of(std::uint64_t inode) const {
  auto found =
      std::find_if(nodes_.begin(), nodes_.end(), [&](const auto& entry) { return entry.second.info.inode == inode; });
  return found == nodes_.end() ? "" : found->first;
}

void SmallWorld::mount(const std::string& path) {
  mounts_.push_back({path, take(path)});
  ++device_;
  put(path, FileType::Directory, "");
}

void SmallWorld::unmount(const std::string& path) {
  drop_watches(take(path));
  auto top = std::find_if(mounts_.rbegin(), mounts_.rend(), [&](const Mount& m) { return m.path == path; });
  if (top == mounts_.rend()) return;
  nodes_.merge(top->hidden);
  mounts_.erase(std::next(top).base());
}

// The kernel removes a watch whose directory is renamed, deleted or unmounted.
void SmallWorld::drop_watches(const Nodes& gone) {
  for (Watch& watch : watches_) {
    for (const auto& [path, node] : gone) {
      watch.removed = watch.removed || (!watch.name.empty() && node.info.inode == watch.directory);
    }
  }
}

void SmallWorld::update_watches() {
  for (Watch& watch : watches_) {
    std::string directory = watch.name.empty() ? "" : path_of(watch.directory);
    if (directory.empty()) continue;  // hidden by a mount: nothing happens to it
    auto found = nodes_.find(directory + "/" + watch.name);
    std::optional<FileInfo> now;
    if (found != nodes_.end()) now = found->second.info;
    bool same = now.has_value() == watch.seen.has_value() && (!now || now->inode == watch.seen->inode);
    if (!same) ++watch.updates;
    watch.seen = now;
  }
}

Result<> SmallWorld::apply(const Change& change) {
  auto words = split(change.rest, ' ');
  std::string path = real(std::string(words.front()));
  std::string second = change.rest.substr(std::min(change.rest.size(), words.front().size() + 1));
  if (change.word == "directory") {
    put(path, FileType::Directory, "");
  } else if (change.word == "file" || change.word == "text") {
    nodes_.erase(path);
    update_watches();
    put(path, FileType::Regular, change.word == "text" ? second + "\n" : "");
  } else if (change.word == "link") {
    put(path, FileType::Symlink, second);
  } else if (change.word == "hardlink") {
    nodes_[path] = nodes_.at(real(second));
  } else if (change.word == "bind") {
    nodes_[real(second)] = nodes_.at(path);
  } else if (change.word == "mode") {
    nodes_.at(path).info.mode = static_cast<std::uint32_t>(parse_number(second, 8).value_or(0));
  } else if (change.word == "inode") {
    nodes_.at(path).info.inode = parse_number(second).value_or(0);
  } else if (change.word == "missing" || change.word == "remove") {
    drop_watches(take(path));
  } else if (change.word == "mount") {
    mount(path);
  } else if (change.word == "unmount") {
    unmount(path);
  } else if (change.word == "rename") {
    Nodes moved = take(path);
    drop_watches(moved);
    nodes_.erase(real(second));
    for (auto& [from, node] : moved) nodes_[real(second) + from.substr(path.size())] = node;
  } else {
    return fail("no change '" + change.word + "'");
  }
  update_watches();
  return {};
}

MemoryTree SmallWorld::tree() const {
  MemoryTree tree;
  for (const auto& [path, node] : nodes_) {
    if (path == "/") continue;
    if (node.info.type == FileType::Directory) tree.add_directory(path);
    if (node.info.type == FileType::Symlink) tree.add_link(path, node.content);
    if (node.info.type == FileType::Regular) tree.add_file(path, node.content, node.info);
  }
  return tree;
}

SmallWorld::Watch SmallWorld::watch(const Object& object) const {
  auto directory = nodes_.find(parent_of(object.path));
  if (directory == nodes_.end()) return {};
  auto found = nodes_.find(object.path);
  std::optional<FileInfo> seen;
  if (found != nodes_.end()) seen = found->second.info;
  return {directory->second.info.inode, leaf_of(object.path), 0, seen, false};
}

void SmallWorld::attach(const Filter& filter) {
  loaded_ = filter;
  watches_.clear();
  for (const FilterRule& entry : filter.exit) {
    bool is_dir = std::any_of(entry.rule.fields.begin(), entry.rule.fields.end(),
                              [](const Field& f) { return f.id == FieldId::Dir; });
    const auto& object = entry.program ? entry.program : entry.target;
    watches_.push_back(object && !is_dir ? watch(*object) : Watch{});
  }
}

// Each update of a watch puts its rules back in reverse (kernel-semantics 1.6); their priorities stay.
Filter SmallWorld::filter() const {
  Filter filter = loaded_;
  MemoryTree files = tree();
  filter.exit.clear();
  for (std::size_t i = 0; i < watches_.size(); ++i) {
    const Watch& watch = watches_[i];
    if (watch.removed) continue;
    FilterRule entry = loaded_.exit[i];
    if (!watch.name.empty()) {
      std::string directory = path_of(watch.directory);
      Object object{directory.empty() ? "" : directory + "/" + watch.name, watch.seen};
      if (auto info = files.lstat(object.path)) object.info = *info;
      (entry.program ? entry.program : entry.target) = object;
    }
    bool reversed = watch.updates >= 2 && watch.updates % 2 == 0;
    auto same_watch = [&](const FilterRule& other) {
      return other.target && entry.target && other.target->path == entry.target->path;
    };
    auto place = std::find_if(filter.exit.begin(), filter.exit.end(), same_watch);
    filter.exit.insert(reversed ? place : filter.exit.end(), std::move(entry));
  }
  return filter;
}

}  // namespace modtrail::cases

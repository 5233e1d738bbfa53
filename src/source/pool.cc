// Pools as the Machine Config Operator composes them: a pool's MachineConfigs by name, those of role worker before a
// custom pool's own; the last one to name a path has the whole file; kernel arguments are put behind each other.  One
// that the operator refuses keeps the pool from being rendered at all: it stays with what it has.
//
// What a pool has may be in the input too, as a rendered-<pool>-<hash>.  The MachineConfigs it was made of say more
// (they are what the user edits), so they are composed anew where they are there; the rendered one is used where they
// are not, or where they cannot be rendered.
#include <algorithm>
#include <map>
#include <set>

#include "modtrail/base/overlay_tree.h"
#include "modtrail/base/text.h"
#include "modtrail/source/cluster.h"
#include "modtrail/uapi/release.h"
#include "source/objects.h"

namespace modtrail {
namespace {

constexpr std::string_view kWorker = "worker";
constexpr std::string_view kMaster = "master";
constexpr std::string_view kRulesDirectory = "/etc/audit/rules.d/";
constexpr std::size_t kLargest = std::size_t{3} << 19;  // bytes that etcd takes in one object

bool holds(const LabelDemand& requirement, const Labels& labels) {
  const auto label = labels.find(requirement.key);
  const bool there = label != labels.end();
  const auto& values = requirement.values;
  const bool among = there && std::find(values.begin(), values.end(), label->second) != values.end();
  if (requirement.op == "In") return among;
  if (requirement.op == "NotIn") return !among;
  if (requirement.op == "Exists") return there;
  return requirement.op == "DoesNotExist" && !there;
}

bool is_rendered(const MachineConfig& config) {
  return config.role.empty() && !rendered_pool(config.name).empty();
}

bool is_custom(std::string_view pool) {
  return pool != kMaster && pool != kWorker && pool != "arbiter";
}

std::string where(const Spot& spot) {
  return spot.origin.file + ":" + std::to_string(spot.origin.line);
}

// ---- which pools there are, and which MachineConfigs are a pool's ----

class Composer {
 public:
  explicit Composer(Objects objects) : objects_(std::move(objects)) {}
  Result<std::vector<Pool>> run();

 private:
  std::set<std::string> names() const;
  bool can_be_pool(const std::string& role) const;
  bool takes(const std::string& pool, const MachineConfig& config) const;
  std::vector<const MachineConfig*> members(const std::string& pool) const;
  Result<const MachineConfig*> rendered(const std::string& pool) const;
  Result<Pool> compose(const std::string& name) const;
  void tell_without_pool(std::vector<Pool>& pools) const;
  void tell_assumed(std::vector<Pool>& pools) const;
  void tell_left_out(std::vector<Pool>& pools) const;
  void place_hosted();

  Objects objects_;
};

const PoolObject* find_pool(const Objects& objects, const std::string& name) {
  const auto found = std::find_if(objects.pools.begin(), objects.pools.end(),
                                  [&](const PoolObject& pool) { return pool.name == name; });
  return found == objects.pools.end() ? nullptr : &*found;
}

// A NodePool's MachineConfigs are told by name; without the NodePool they are taken for the workers'.
void Composer::place_hosted() {
  for (auto& [config_map, configs] : objects_.of_config_maps) {
    for (MachineConfig& config : configs) {
      bool named = false;
      for (const NodePool& pool : objects_.node_pools) {
        const auto& maps = pool.config_maps;
        if (std::find(maps.begin(), maps.end(), config_map) == maps.end()) continue;
        MachineConfig copy = config;
        copy.role = pool.name;
        objects_.configs.push_back(std::move(copy));
        named = true;
      }
      if (named) continue;
      if (config.role.empty()) config.role = std::string(kWorker);
      objects_.configs.push_back(std::move(config));
    }
  }
  objects_.of_config_maps.clear();
}

// A cluster has a master and a worker pool; where they are shown, so are all that there are.
bool Composer::can_be_pool(const std::string& role) const {
  const bool all_shown =
      find_pool(objects_, std::string(kMaster)) != nullptr || find_pool(objects_, std::string(kWorker)) != nullptr;
  if (!is_object_name(role)) return false;
  return !all_shown || !is_custom(role) || find_pool(objects_, role) != nullptr;
}

std::set<std::string> Composer::names() const {
  std::set<std::string> out;
  for (const PoolObject& pool : objects_.pools) out.insert(pool.name);
  for (const MachineConfig& config : objects_.configs) {
    const std::string pool = is_rendered(config) ? rendered_pool(config.name) : config.role;
    if (config.hosted || can_be_pool(pool)) out.insert(pool);
  }
  if (out.empty() && !objects_.configs.empty()) out = {std::string(kMaster), std::string(kWorker)};
  return out;
}

bool Composer::takes(const std::string& pool, const MachineConfig& config) const {
  if (is_rendered(config)) return false;
  if (config.hosted) return config.role == pool;
  const PoolObject* object = find_pool(objects_, pool);
  if (object != nullptr && object->selector) {
    return std::all_of(object->selector->begin(), object->selector->end(),
                       [&](const LabelDemand& requirement) { return holds(requirement, config.labels); });
  }
  const bool is_node_pool = std::any_of(objects_.node_pools.begin(), objects_.node_pools.end(),
                                        [&](const NodePool& each) { return each.name == pool; });
  return config.role == pool || (is_custom(pool) && !is_node_pool && config.role == kWorker);
}

std::vector<const MachineConfig*> Composer::members(const std::string& pool) const {
  std::vector<const MachineConfig*> out;
  for (const MachineConfig& config : objects_.configs) {
    if (takes(pool, config)) out.push_back(&config);
  }
  const auto key = [&](const MachineConfig* config) {
    return std::pair<bool, std::string_view>(pool != kWorker && config->role != kWorker, config->name);
  };
  std::stable_sort(out.begin(), out.end(),
                   [&](const MachineConfig* a, const MachineConfig* b) { return key(a) < key(b); });
  return out;
}

// The rendered configuration that the pool has: the one its object names, the only one, or the newest.
Result<const MachineConfig*> Composer::rendered(const std::string& pool) const {
  const PoolObject* object = find_pool(objects_, pool);
  std::vector<const MachineConfig*> all;
  for (const MachineConfig& config : objects_.configs) {
    if (!is_rendered(config) || rendered_pool(config.name) != pool) continue;
    if (object != nullptr && object->configuration == config.name) return &config;
    all.push_back(&config);
  }
  if (all.empty()) return nullptr;
  std::sort(all.begin(), all.end(),
            [](const MachineConfig* a, const MachineConfig* b) { return a->created > b->created; });
  if (all.size() > 1 && all[0]->created == all[1]->created) {
    return fail(where(all[0]->spot) + ": cannot tell which of " + std::to_string(all.size()) +
                " rendered configurations the pool " + printable(pool) + " has: its MachineConfigPool is not there");
  }
  return all.front();
}

// ---- one pool ----

// What several configurations make together.
class Merge {
 public:
  void add(const MachineConfig& config);
  void finish(Pool& pool);
  std::vector<Diagnostic> notices;

 private:
  struct Winner {
    const StoredFile* file = nullptr;
    const MachineConfig* config = nullptr;
  };
  std::map<std::string, Winner> files_;
  std::vector<StoredLink> links_;
  std::vector<std::string> directories_;
  std::vector<std::string> arguments_;
};

void Merge::add(const MachineConfig& config) {
  for (const StoredFile& file : config.config.files) {
    Winner& winner = files_[file.path];
    if (winner.file != nullptr && !file.has_source && winner.file->has_source) continue;  // Ignition merges by field
    const bool differs = winner.file != nullptr && winner.file->content != file.content;
    if (differs && matters(file.path)) {
      notices.push_back(notice(Level::Warning, "config-replaced",
                               printable(file.path) + " of " + printable(winner.config->name) +
                                   " never gets to a node: " + printable(config.name) + " (" + where(file.spot) +
                                   ") comes later by name and replaces the whole file",
                               winner.file->spot, "give each file a name of its own, or merge the two"));
    }
    winner = {&file, &config};
  }
  links_.insert(links_.end(), config.config.links.begin(), config.config.links.end());
  directories_.insert(directories_.end(), config.config.directories.begin(), config.config.directories.end());
  arguments_.insert(arguments_.end(), config.kernel_arguments.begin(), config.kernel_arguments.end());
}

std::optional<AuditBoot> audit_of(const std::vector<std::string>& arguments) {
  std::optional<AuditBoot> out;
  for (const std::string& argument : arguments) {
    for (const std::string_view word : split(argument, ' ')) {
      if (word == "audit=1" || word == "audit=on") out = AuditBoot::On;
      if (word == "audit=0" || word == "audit=off") out = AuditBoot::Off;
    }
  }
  return out;
}

// Where the files' lines stand.
class PoolPlaces final : public Places {
 public:
  PoolPlaces(std::string prefix, std::map<std::string, TextMap, std::less<>> maps)
      : prefix_(std::move(prefix)), maps_(std::move(maps)) {}

  std::optional<Spot> find(const Origin& origin, std::uint32_t width) const override {
    if (!origin.file.starts_with(prefix_)) return std::nullopt;
    const auto found = maps_.find(std::string_view(origin.file).substr(prefix_.size()));
    if (found == maps_.end() || found->second.lines.empty()) return std::nullopt;
    return found->second.find(origin.line, origin.column, width);
  }
  std::vector<std::string> files() const override {
    std::vector<std::string> out;
    for (const auto& [path, map] : maps_) out.push_back(prefix_ + path);
    return out;
  }

 private:
  std::string prefix_;
  std::map<std::string, TextMap, std::less<>> maps_;
};

std::string prefix_of(std::string_view pool) {
  return std::string(pool) + ":";
}

// Rules that no loader looks at where they are.
bool stands_elsewhere(const StoredFile& file) {
  const std::string_view path = file.path;
  if (!path.ends_with(".rules") || path.find("/audit") == std::string_view::npos) return false;
  return !path.starts_with(kRulesDirectory) && path != "/etc/audit/audit.rules" && !path.starts_with("/usr/share/");
}

// On ppc64le auditctl knows no b32, and stops at the first line that names it.
std::optional<std::uint32_t> first_b32(std::string_view content) {
  std::uint32_t number = 0;
  for (const std::string_view line : split(content, '\n')) {
    ++number;
    const std::string_view body = trim(line);
    if (body == "-c" || body == "-i") return std::nullopt;
    if (body.starts_with("-a") && body.find("arch=b32") != std::string_view::npos) return number;
  }
  return std::nullopt;
}

void tell_about(const StoredFile& file, std::vector<Diagnostic>& notices) {
  if (stands_elsewhere(file)) {
    notices.push_back(notice(Level::Warning, "rules-elsewhere",
                             "rules stand in " + printable(file.path) + ", where nothing loads them from", file.spot,
                             "put them into /etc/audit/rules.d"));
  }
  if (!file.path.starts_with(kRulesDirectory)) return;
  if (const auto line = first_b32(file.content)) {
    notices.push_back(notice(Level::Note, "b32-on-ppc64le",
                             "on nodes that are ppc64le auditctl knows no arch=b32: it stops here, and the rules from "
                             "here on are lost",
                             file.map.find(*line, 1, 1),
                             "for such a pool leave the b32 lines out, or put -c on a line before them"));
  }
}

void Merge::finish(Pool& pool) {
  std::map<std::string, TextMap, std::less<>> maps;
  std::size_t size = 0;
  const StoredFile* largest = nullptr;
  for (const auto& [path, winner] : files_) {
    const StoredFile& file = *winner.file;
    size += file.size;
    if (largest == nullptr || file.size > largest->size) largest = &file;
    tell_about(file, notices);
    pool.files.push_back({file.path, file.info, file.content, file.appended, file.has_content});
    if (file.has_content && !file.map.lines.empty()) maps.emplace(path, file.map);
  }
  if (size > kLargest && pool.kind == PoolKind::Pool) {
    notices.push_back(notice(Level::Warning, "config-size",
                             "the pool's rendered configuration is about " + std::to_string(size >> 10U) +
                                 " KiB, and etcd takes 1536 in one object: it may be refused",
                             largest->spot, "compress the largest files, or put them into the image"));
  }
  for (const StoredLink& link : links_) pool.links.push_back({link.path, link.target, link.hard});
  pool.directories = std::move(directories_);
  pool.audit = audit_of(arguments_);
  pool.places = std::make_unique<PoolPlaces>(prefix_of(pool.name), std::move(maps));
}

void append(std::vector<Diagnostic>& all, const std::vector<Diagnostic>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

Result<Pool> Composer::compose(const std::string& name) const {
  Pool pool;
  pool.name = name;
  std::vector<const MachineConfig*> all = members(name);
  for (const MachineConfig* config : all) append(pool.notices, config->config.notices);
  const bool refused =
      std::any_of(all.begin(), all.end(), [](const MachineConfig* config) { return config->config.refused; });
  if (refused || all.empty()) {
    all.clear();
    if (const MachineConfig* config = TRY(rendered(name))) {
      all.push_back(config);
      append(pool.notices, config->config.notices);
    }
  }
  Merge merge;
  for (const MachineConfig* config : all) merge.add(*config);
  merge.finish(pool);
  append(pool.notices, merge.notices);
  return pool;
}

// ---- what is said of the input as a whole ----

bool has_rules(const MachineConfig& config) {
  const auto& files = config.config.files;
  return std::any_of(files.begin(), files.end(),
                     [](const StoredFile& file) { return file.path.starts_with(kRulesDirectory); });
}

void Composer::tell_without_pool(std::vector<Pool>& pools) const {
  for (const MachineConfig& config : objects_.configs) {
    if (is_rendered(config)) continue;
    const bool taken =
        std::any_of(pools.begin(), pools.end(), [&](const Pool& pool) { return takes(pool.name, config); });
    if (taken) continue;
    const Level level = has_rules(config) || config.config.refused ? Level::Error : Level::Note;
    for (Pool& pool : pools) {
      pool.notices.push_back(notice(
          level, "pool-missing",
          "no pool takes this MachineConfig: " + (config.role.empty() ? std::string("it has no role label")
                                                                      : "there is no pool " + printable(config.role)),
          config.spot,
          "give it the label machineconfiguration.openshift.io/role: worker, and make one for "
          "master too"));
    }
  }
}

// A role that is a slip of the pen looks like a pool of its own.
void Composer::tell_assumed(std::vector<Pool>& pools) const {
  for (Pool& pool : pools) {
    if (!is_custom(pool.name) || find_pool(objects_, pool.name) != nullptr) continue;
    const auto is_of_pool = [&](const MachineConfig& config) {
      return !config.hosted && !is_rendered(config) && config.role == pool.name;
    };
    const auto config = std::find_if(objects_.configs.begin(), objects_.configs.end(), is_of_pool);
    if (config == objects_.configs.end()) continue;
    pool.notices.push_back(notice(Level::Warning, "pool-missing",
                                  "the input has no MachineConfigPool " + printable(pool.name) +
                                      ": if the cluster has none either, no node takes this MachineConfig",
                                  config->spot,
                                  "look whether oc get machineconfigpool has it; masters and workers have pools "
                                  "of these names"));
  }
}

// Rules for the masters alone, or for the workers alone.
void Composer::tell_left_out(std::vector<Pool>& pools) const {
  const auto find = [&](std::string_view name) {
    return std::find_if(pools.begin(), pools.end(), [&](const Pool& pool) { return pool.name == name; });
  };
  for (const auto& [given, other] : {std::pair(kMaster, kWorker), std::pair(kWorker, kMaster)}) {
    const auto pool = find(given);
    if (pool == pools.end() || find(other) != pools.end()) continue;
    for (const MachineConfig& config : objects_.configs) {
      if (config.role != given || config.hosted || is_rendered(config)) continue;
      if (!has_rules(config) && !config.config.refused) continue;
      pool->notices.push_back(notice(Level::Warning, "pool-left-out",
                                     "these rules are for the pool " + std::string(given) +
                                         " alone: nothing in the input puts any on the " + std::string(other) +
                                         " nodes",
                                     config.spot,
                                     "make a second MachineConfig with the label "
                                     "machineconfiguration.openshift.io/role: " +
                                         std::string(other)));
      break;
    }
  }
}

std::optional<Diagnostic> tell_others(const Objects& objects) {
  std::size_t all = 0;
  std::string kinds;
  for (const auto& [kind, count] : objects.others) {
    all += count;
    kinds += (kinds.empty() ? "" : ", ") + std::to_string(count) + " " + printable(kind);
  }
  if (all == 0) return std::nullopt;
  return notice(
      Level::Note, "other-objects",
      std::to_string(all) + " of the input's objects say nothing about nodes' files and were not looked at: " + kinds,
      Spot(), "nothing to do, unless one of them should have been a MachineConfig");
}

Result<std::vector<Pool>> Composer::run() {
  place_hosted();
  std::vector<Pool> pools;
  for (const std::string& name : names()) pools.push_back(TRY(compose(name)));
  tell_without_pool(pools);
  tell_assumed(pools);
  tell_left_out(pools);
  for (const MachineObject& machine : objects_.machines) {
    Pool pool;
    pool.name = machine.name;
    pool.kind = PoolKind::Machine;
    MachineConfig config;
    config.config = machine.config;
    config.kernel_arguments = machine.config.kernel_arguments;
    pool.notices = machine.config.notices;
    Merge merge;
    if (!machine.config.refused) merge.add(config);
    merge.finish(pool);
    append(pool.notices, merge.notices);
    pools.push_back(std::move(pool));
  }
  const std::optional<Diagnostic> others = tell_others(objects_);
  for (Pool& pool : pools) {
    append(pool.notices, objects_.notices);
    if (others) pool.notices.push_back(*others);
  }
  return pools;
}

// ---- the files below ----

FileInfo roots_own(std::uint32_t mode) {
  FileInfo info;
  info.mode = mode;
  return info;
}

// What the audit package installs, its unit among it, and on OpenShift what every node has since 2021 against
// containers' noise.
void add_node_files(MemoryTree& tree, PoolKind kind) {
  tree.add_file("/etc/audit/rules.d/audit.rules", "-D\n-b 8192\n--backlog_wait_time 60000\n-f 1\n", roots_own(0600));
  tree.add_file("/usr/lib/systemd/system/auditd.service", "[Service]\nExecStartPost=-/sbin/augenrules --load\n",
                roots_own(0644));
  if (kind == PoolKind::Machine) return;
  tree.add_file("/etc/audit/rules.d/mco-audit-quiet-containers.rules",
                "-a exclude,always -F msgtype=NETFILTER_CFG\n-a exclude,always -F msgtype=ANOM_PROMISCUOUS\n",
                roots_own(0644));
}

std::string text_at(const FileTree& tree, const std::string& path) {
  const Result<std::string> text = tree.read(path, kFileLimit);
  return text ? *text : std::string();
}

std::unique_ptr<FileTree> assumed_node(Pool& pool) {
  auto tree = std::make_unique<MemoryTree>();
  add_node_files(*tree, pool.kind);
  for (const std::string& directory : pool.directories) tree->add_directory(directory);
  for (PoolFile& file : pool.files) {
    std::string content = file.replaces ? std::move(file.content) : text_at(*tree, file.path);
    tree->add_file(file.path, content + file.appended, file.info);
  }
  for (const PoolLink& link : pool.links) {
    if (link.hard) {
      static_cast<void>(tree->add_hard_link(link.path, link.target));
    } else {
      tree->add_link(link.path, link.target);
    }
  }
  return tree;
}

std::unique_ptr<FileTree> known_node(Pool& pool, const FileTree& base) {
  auto tree = std::make_unique<OverlayTree>(base);
  for (PoolFile& file : pool.files) {
    std::string content = file.replaces ? std::move(file.content) : text_at(base, file.path);
    tree->put(file.path, content + file.appended, file.info);
  }
  return tree;
}

}  // namespace

Result<std::vector<Pool>> read_cluster(std::vector<Given> sources) {
  return Composer(TRY(collect_objects(std::move(sources)))).run();
}

Source lay_out(Pool pool, const FileTree* base) {
  Source source;
  source.tree = base == nullptr ? assumed_node(pool) : known_node(pool, *base);
  source.places = std::move(pool.places);
  source.input.kind = InputKind::Root;
  source.input.name = prefix_of(pool.name);
  source.input.tree = source.tree.get();
  source.input.places = source.places.get();
  source.input.notices = std::move(pool.notices);
  return source;
}

Machine node_defaults() {
  Machine machine;
  if (const auto release = find_release("rhel", "9")) {
    machine.kernel.value = release->kernel;
    machine.auditctl.value = release->auditctl;
    machine.kmod.value = release->kmod;
    machine.awk.value = release->awk;
    machine.module_compression.value = release->module_compression;
  }
  machine.lsm.value = "lockdown,capability,landlock,yama,selinux,bpf";
  return machine;
}

}  // namespace modtrail

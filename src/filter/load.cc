#include "modtrail/filter/load.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <unordered_map>
#include <utility>

#include "modtrail/uapi/attempt.h"

// What `auditctl -R` leaves in the kernel.
//
// Statements are carried out in order against a simulated kernel.  The kernel admits a rule or refuses it
// (auditfilter.c: audit_data_to_entry, audit_add_rule); auditctl stops at the first refusal unless an earlier line said
// -i or -c, and what was loaded until then stays loaded.  Entry points: load, as_loaded.  Facts:
// docs/kernel-semantics.md sections 8 and 9.
namespace modtrail {

namespace {

// A refusal by the kernel; `id` is the finding it belongs to.
struct KernelError {
  std::string id;
  std::string reason;
  std::optional<Origin> earlier;
};

bool is_listed_first(const Rule& rule) {
  return rule.place == Place::Prepend;
}

// The kernel keeps an eye on class bits only while it translates them: no class holds a module syscall or an execve.
constexpr std::size_t kClassBits = 16;

SyscallMask as_kept(SyscallMask mask) {
  for (std::size_t bit = kSyscalls - kClassBits; bit < kSyscalls; ++bit) mask.reset(bit);
  return mask;
}

std::vector<FilterRule>& list_of(Filter& filter, FilterList list) {
  switch (list) {
    case FilterList::Task:
      return filter.task;
    case FilterList::Exclude:
      return filter.exclude;
    case FilterList::Filesystem:
      return filter.filesystem;
    case FilterList::User:
      return filter.user;
    case FilterList::IoUring:
      return filter.io_uring;
    case FilterList::Exit:
      break;
  }
  return filter.exit;
}

// A hash of all that same_rule() compares, so that looking for a duplicate does not cost a walk.
std::size_t fingerprint(const Rule& rule) {
  std::size_t hash = std::hash<SyscallMask>()(rule.mask);
  const auto mix = [&hash](std::size_t value) { hash = (hash ^ value) * 0x9E3779B97F4A7C15U; };
  mix(static_cast<std::size_t>(rule.list));
  mix(static_cast<std::size_t>(rule.action));
  for (const Field& field : rule.fields) {
    mix(static_cast<std::size_t>(field.id));
    mix(static_cast<std::size_t>(field.op));
    mix(field.value);
    mix(std::hash<std::string>()(field.text));
  }
  return hash;
}

class Kernel {
 public:
  explicit Kernel(const World& world) : world_(world) {}

  std::optional<KernelError> add(Rule rule);
  std::optional<KernelError> remove(const Rule& rule);
  std::optional<KernelError> remove_all(const std::optional<std::string>& key);
  std::optional<KernelError> set(const SetSetting& set, const Origin& origin);
  void forget_errors() { on_error = OnError::Stop; }

  Filter filter;
  OnError on_error = OnError::Stop;

 private:
  std::optional<KernelError> locked() const;
  std::optional<KernelError> check_fields(const Rule& rule) const;
  std::optional<KernelError> find_objects(FilterRule& entry) const;
  const FilterRule* find(const Rule& rule) const;
  void index_all();

  const World& world_;
  std::unordered_multimap<std::size_t, Origin> known_;  // fingerprints of the rules in the lists
  std::int64_t low_ = 0;                                // the last appended priority
  std::int64_t high_ = 0;                               // the last prepended one
};

std::optional<KernelError> Kernel::locked() const {
  if (filter.enabled != 2) return std::nullopt;
  const std::string where =
      filter.enabled_by ? " by the -e 2 in line " + std::to_string(filter.enabled_by->line) : std::string();
  return KernelError{"locked-too-early", "the configuration is locked" + where + ": the kernel answers EPERM",
                     filter.enabled_by};
}

bool is_user_or_group(FieldKind kind) {
  return kind == FieldKind::Uid || kind == FieldKind::Gid;
}

// AppArmor takes subj_role alone, with = and !=, and only a label that its policy has; what it does not know at all it
// leaves in place (security/apparmor/audit.c aa_audit_rule_init). A policy's profiles are not among the facts.
bool names_no_label(const Field& field, const Machine& machine) {
  if (field.id != FieldId::SubjRole || !has_lsm(machine, "apparmor")) return false;
  return (field.op == Op::Equal || field.op == Op::NotEqual) && field.text != "unconfined";
}

// A rule has room for one object and one program (auditfilter.c audit_to_inode, audit_watch.c audit_to_watch,
// audit_tree.c audit_make_tree); the key is checked with them.
bool has_two_objects(const Rule& rule) {
  const auto count = [&rule](std::initializer_list<FieldId> ids) {
    return std::count_if(rule.fields.begin(), rule.fields.end(), [&ids](const Field& field) {
      return std::find(ids.begin(), ids.end(), field.id) != ids.end();
    });
  };
  return count({FieldId::Path, FieldId::Dir, FieldId::Inode}) > 1 || count({FieldId::Exe}) > 1 ||
         count({FieldId::Key}) > 1;
}

std::optional<KernelError> Kernel::check_fields(const Rule& rule) const {
  if (rule.action == Action::Possible)
    return KernelError{"", "the action \"possible\" is refused by the kernel (EINVAL)", std::nullopt};
  if (rule.fields.size() > 64) return KernelError{"", "more than 64 fields (EINVAL)", std::nullopt};
  if (has_two_objects(rule))
    return KernelError{"", "one rule holds one of path, dir and inode, one exe and one key (EINVAL)", std::nullopt};
  for (const Field& field : rule.fields) {
    const FieldInfo& about = info(field.id);
    const bool unset = field.value == kUnset;
    const bool is_login_test = field.id == FieldId::Auid && unset;
    if (!about.kernel_lists.has(rule.list) || !about.kernel_ops.has(field.op) ||
        (is_login_test && field.op != Op::Equal && field.op != Op::NotEqual))
      return KernelError{"",
                         "the kernel refuses " + std::string(about.name) + std::string(symbol(field.op)) + " on the " +
                             std::string(name(rule.list)) + " list (EINVAL)",
                         std::nullopt};
    if (names_no_label(field, world_.machine))
      return KernelError{"", "AppArmor has no label " + field.text + " that is known: the kernel answers ENOENT",
                         std::nullopt};
    if (is_user_or_group(about.kind) && unset)
      return KernelError{"", "the kernel has no " + std::string(about.name) + " 4294967295 (EINVAL)", std::nullopt};
  }
  return std::nullopt;
}

KernelError missing(std::string_view path, std::string_view what) {
  return KernelError{"inert-watch",
                     std::string(what) + " of " + std::string(path) + " does not exist: the kernel answers ENOENT",
                     std::nullopt};
}

// False where the kernel would say ENOENT.
bool attach(FilterRule& entry, const Field& field, const World& world) {
  if (field.id == FieldId::Exe) return (entry.program = find_object(world, field.text)).has_value();
  if (field.id == FieldId::Path) return (entry.target = find_object(world, field.text)).has_value();
  if (field.id == FieldId::Dir) return (entry.target = find_directory(world, field.text)).has_value();
  return true;
}

std::optional<KernelError> Kernel::find_objects(FilterRule& entry) const {
  for (const Field& field : entry.rule.fields) {
    if (!attach(entry, field, world_))
      return missing(field.text, field.id == FieldId::Dir ? "the target" : "the directory");
  }
  return std::nullopt;
}

const FilterRule* find_in(const std::vector<FilterRule>& list, const Rule& rule) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const FilterRule& entry) { return same_rule(entry.rule, rule); });
  return found == list.end() ? nullptr : &*found;
}

const FilterRule* Kernel::find(const Rule& rule) const {
  if (known_.find(fingerprint(rule)) == known_.end()) return nullptr;
  return find_in(list_of(const_cast<Filter&>(filter), rule.list), rule);
}

void Kernel::index_all() {
  known_.clear();
  for (const auto* list :
       {&filter.exit, &filter.task, &filter.exclude, &filter.filesystem, &filter.user, &filter.io_uring})
    for (const FilterRule& entry : *list) known_.emplace(fingerprint(entry.rule), entry.rule.origin);
}

// The kernel clears the prepend flag once a rule is in, so one given with -A is never a duplicate of another.
std::optional<KernelError> Kernel::add(Rule rule) {
  if (auto error = locked()) return error;
  rule.mask = as_kept(rule.mask);
  if (auto error = check_fields(rule)) return error;
  FilterRule entry;
  if (!is_listed_first(rule)) {
    if (const FilterRule* same = find(rule))
      return KernelError{"duplicate-rule",
                         "the same rule is in the kernel already, from " + same->rule.origin.file + " line " +
                             std::to_string(same->rule.origin.line) + ": the kernel answers EEXIST",
                         same->rule.origin};
  }
  entry.rule = std::move(rule);
  if (auto error = find_objects(entry)) return error;
  const bool first = is_listed_first(entry.rule);
  entry.rule.place = Place::Append;
  entry.priority = first ? ++high_ : --low_;
  known_.emplace(fingerprint(entry.rule), entry.rule.origin);
  std::vector<FilterRule>& list = list_of(filter, entry.rule.list);
  list.insert(first ? list.begin() : list.end(), std::move(entry));
  return std::nullopt;
}

std::optional<KernelError> Kernel::remove(const Rule& rule) {
  if (auto error = locked()) return error;
  Rule wanted = rule;
  wanted.mask = as_kept(wanted.mask);
  wanted.place = Place::Append;
  if (auto error = check_fields(wanted)) return error;
  const FilterRule* found = find(wanted);
  if (found == nullptr)
    return KernelError{"", "no such rule is in the kernel to delete: it answers ENOENT", std::nullopt};
  std::vector<FilterRule>& list = list_of(filter, rule.list);
  list.erase(list.begin() + (found - list.data()));
  index_all();
  return std::nullopt;
}

// auditctl lists the rules and deletes each whose key contains the word it was given (strstr); only a rule to delete
// meets the lock.
std::optional<KernelError> Kernel::remove_all(const std::optional<std::string>& key) {
  const auto is_meant = [&](const FilterRule& entry) {
    return !key || key_of(entry.rule).find(*key) != std::string::npos;
  };
  for (auto* list : {&filter.exit, &filter.task, &filter.exclude, &filter.filesystem, &filter.user, &filter.io_uring}) {
    if (std::none_of(list->begin(), list->end(), is_meant)) continue;
    if (auto error = locked()) return error;
    list->erase(std::remove_if(list->begin(), list->end(), is_meant), list->end());
  }
  index_all();
  return std::nullopt;
}

std::optional<KernelError> Kernel::set(const SetSetting& set, const Origin& origin) {
  if (auto error = locked()) return error;
  switch (set.setting) {
    case Setting::Enabled:
      filter.enabled = set.value;
      filter.enabled_by = origin;
      break;
    case Setting::Failure:
      filter.failure = set.value;
      break;
    case Setting::RateLimit:
      filter.rate_limit = set.value;
      filter.rate_limit_by = origin;
      break;
    case Setting::BacklogLimit:
      filter.backlog_limit = set.value;
      break;
    case Setting::BacklogWaitTime:
      filter.backlog_wait_time = set.value;
      break;
  }
  return std::nullopt;
}

// One step of a statement; what it cannot do is the line's failure.
struct StepRunner {
  Kernel& kernel;
  const Statement& statement;

  std::optional<LineResult> failure(const std::optional<KernelError>& error) const {
    if (!error) return std::nullopt;
    return LineResult{LineOutcome::Failed,
                      error->id,
                      error->reason,
                      1,
                      static_cast<std::uint32_t>(std::max<std::size_t>(statement.text.size(), 1)),
                      error->earlier};
  }
  std::optional<LineResult> operator()(const AddRule& step) const { return failure(kernel.add(step.rule)); }
  std::optional<LineResult> operator()(const DeleteRule& step) const { return failure(kernel.remove(step.rule)); }
  std::optional<LineResult> operator()(const DeleteAll& step) const { return failure(kernel.remove_all(step.key)); }
  std::optional<LineResult> operator()(const SetSetting& step) const {
    return failure(kernel.set(step, statement.origin));
  }
  std::optional<LineResult> operator()(const SetOnError& step) const {
    kernel.on_error = step.mode;
    return std::nullopt;
  }
  std::optional<LineResult> operator()(const NoEffect&) const { return std::nullopt; }
  std::optional<LineResult> operator()(const Refusal& step) const {
    return LineResult{LineOutcome::Failed, step.id, step.reason, step.column, step.width, std::nullopt};
  }
};

LineResult run(Kernel& kernel, const Statement& statement) {
  for (const Step& step : statement.operations)
    if (std::optional<LineResult> failed = std::visit(StepRunner{kernel, statement}, step)) return *failed;
  return {};
}

// What auditctl checks before it reads a line; a locked or disabled kernel gave exit status 0 up to 3.1.1.
std::optional<int> refused_at_once(const Ruleset& ruleset, const Kernel& kernel, const Machine& machine) {
  if (machine.audit.value == AuditBoot::Off) return 1;
  if (ruleset.unreadable) return 1;
  if (kernel.filter.enabled == 2) return machine.auditctl.value < Version{3, 1, 2} ? 0 : 1;
  return std::nullopt;
}

void skip_from(std::size_t first, const Ruleset& ruleset, std::vector<LineResult>& lines) {
  for (std::size_t i = first; i < ruleset.statements.size(); ++i)
    lines.push_back({LineOutcome::Skipped, "", "loading had stopped before", 1, 1, std::nullopt});
}

// On some lines auditctl itself ends: no -i or -c saves the rest.
bool ends_auditctl(const Statement& statement) {
  const Refusal* refusal = std::get_if<Refusal>(&statement.operations.back());
  return refusal != nullptr && refusal->ends == Ends::Auditctl;
}

Loaded run_all(Kernel& kernel, const Ruleset& ruleset, const Machine& machine) {
  Loaded loaded;
  kernel.forget_errors();
  if (const auto status = refused_at_once(ruleset, kernel, machine)) {
    loaded.exit_status = *status;
    skip_from(0, ruleset, loaded.lines);
    return loaded;
  }
  for (std::size_t i = 0; i < ruleset.statements.size(); ++i) {
    loaded.lines.push_back(run(kernel, ruleset.statements[i]));
    if (loaded.lines.back().outcome == LineOutcome::Done) continue;
    const bool ends = ends_auditctl(ruleset.statements[i]);
    if (ends || kernel.on_error != OnError::Ignore) loaded.exit_status = 1;
    if (!ends && kernel.on_error != OnError::Stop) continue;
    loaded.stop = i;
    skip_from(i + 1, ruleset, loaded.lines);
    break;
  }
  return loaded;
}

}  // namespace

Loaded load(const Ruleset& ruleset, const World& world) {
  Kernel kernel(world);
  if (world.machine.commit.value == Commit::Reload) run_all(kernel, ruleset, world.machine);
  Loaded loaded = run_all(kernel, ruleset, world.machine);
  loaded.filter = std::move(kernel.filter);
  if (world.machine.audit.value == AuditBoot::Off) loaded.filter.enabled = 0;
  return loaded;
}

// A listing is what the kernel has: nothing is refused, and order is as printed.
Filter as_loaded(const Ruleset& listing, const World& world) {
  Kernel kernel(world);
  std::int64_t priority = 0;
  for (const Statement& statement : listing.statements) {
    for (const Step& step : statement.operations) {
      const AddRule* add = std::get_if<AddRule>(&step);
      if (add == nullptr) continue;
      FilterRule entry{add->rule, --priority, std::nullopt, std::nullopt};
      entry.rule.mask = as_kept(entry.rule.mask);
      for (const Field& field : entry.rule.fields) attach(entry, field, world);
      list_of(kernel.filter, entry.rule.list).push_back(std::move(entry));
    }
  }
  return std::move(kernel.filter);
}

}  // namespace modtrail

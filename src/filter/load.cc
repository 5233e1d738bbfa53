#include "modtrail/filter/load.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <utility>

#include "filter/kernel_rules.h"
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

class Kernel {
 public:
  explicit Kernel(const World& world) : world_(world) {}

  std::optional<KernelError> add(Rule rule);
  std::optional<KernelError> remove(const Rule& rule);
  std::optional<KernelError> remove_all(const std::optional<std::string>& word);
  std::optional<KernelError> set(const SetSetting& set, const Origin& origin);
  void forget_errors() { on_error = OnError::Stop; }

  Filter settings;  // without rules
  KernelRules rules;
  OnError on_error = OnError::Stop;

 private:
  std::optional<KernelError> locked() const;
  std::optional<KernelError> check_fields(const Rule& rule) const;
  std::optional<KernelError> find_objects(FilterRule& entry) const;

  const World& world_;
};

std::optional<KernelError> Kernel::locked() const {
  if (settings.enabled != 2) return std::nullopt;
  const std::string where =
      settings.enabled_by ? " by the -e 2 in line " + std::to_string(settings.enabled_by->line) : std::string();
  return KernelError{"locked-too-early", "the configuration is locked" + where + ": the kernel answers EPERM",
                     settings.enabled_by};
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

// The kernel clears the prepend flag once a rule is in, so one given with -A is never a duplicate of another.
std::optional<KernelError> Kernel::add(Rule rule) {
  if (auto error = locked()) return error;
  rule.mask = as_kept(rule.mask);
  if (auto error = check_fields(rule)) return error;
  FilterRule entry;
  if (!is_listed_first(rule)) {
    if (const FilterRule* same = rules.find(rule))
      return KernelError{"duplicate-rule",
                         "the same rule is in the kernel already, from " + same->rule.origin.file + " line " +
                             std::to_string(same->rule.origin.line) + ": the kernel answers EEXIST",
                         same->rule.origin};
  }
  entry.rule = std::move(rule);
  if (auto error = find_objects(entry)) return error;
  const Place place = std::exchange(entry.rule.place, Place::Append);
  rules.add(std::move(entry), place);
  return std::nullopt;
}

std::optional<KernelError> Kernel::remove(const Rule& rule) {
  if (auto error = locked()) return error;
  Rule wanted = rule;
  wanted.mask = as_kept(wanted.mask);
  wanted.place = Place::Append;
  if (auto error = check_fields(wanted)) return error;
  const FilterRule* found = rules.find(wanted);
  if (found == nullptr)
    return KernelError{"", "no such rule is in the kernel to delete: it answers ENOENT", std::nullopt};
  rules.remove(*found);
  return std::nullopt;
}

// auditctl lists the rules and deletes each whose key contains the word it was given (strstr); only a rule to delete
// meets the lock.
std::optional<KernelError> Kernel::remove_all(const std::optional<std::string>& word) {
  if (!rules.has(word)) return std::nullopt;
  if (auto error = locked()) return error;
  rules.remove_all(word);
  return std::nullopt;
}

std::optional<KernelError> Kernel::set(const SetSetting& set, const Origin& origin) {
  if (auto error = locked()) return error;
  switch (set.setting) {
    case Setting::Enabled:
      settings.enabled = set.value;
      settings.enabled_by = origin;
      break;
    case Setting::Failure:
      settings.failure = set.value;
      break;
    case Setting::RateLimit:
      settings.rate_limit = set.value;
      settings.rate_limit_by = origin;
      break;
    case Setting::BacklogLimit:
      settings.backlog_limit = set.value;
      break;
    case Setting::BacklogWaitTime:
      settings.backlog_wait_time = set.value;
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
  if (kernel.settings.enabled == 2) return machine.auditctl.value < Version{3, 1, 2} ? 0 : 1;
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
  loaded.filter = std::move(kernel.settings);
  kernel.rules.move_to(loaded.filter);
  if (world.machine.audit.value == AuditBoot::Off) loaded.filter.enabled = 0;
  return loaded;
}

// A listing is what the kernel has: nothing is refused, and order is as printed.
Filter as_loaded(const Ruleset& listing, const World& world) {
  Filter filter;
  std::int64_t priority = 0;
  for (const Statement& statement : listing.statements) {
    for (const Step& step : statement.operations) {
      const AddRule* add = std::get_if<AddRule>(&step);
      if (add == nullptr) continue;
      FilterRule entry{add->rule, --priority, std::nullopt, std::nullopt};
      entry.rule.mask = as_kept(entry.rule.mask);
      for (const Field& field : entry.rule.fields) attach(entry, field, world);
      list_of(filter, entry.rule.list).push_back(std::move(entry));
    }
  }
  return filter;
}

}  // namespace modtrail

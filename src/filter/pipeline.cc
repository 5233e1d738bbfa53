#include "modtrail/filter/pipeline.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include "filter/conditions.h"
#include "filter/labels.h"
#include "modtrail/filter/live.h"

// From an input to rows, and to the assumed facts they rest on.  Entry points: read_rules, judge.
namespace modtrail {

namespace {

constexpr std::string_view kRulesDirectory = "/etc/audit/rules.d";
constexpr std::string_view kRulesFile = "/etc/audit/audit.rules";

bool exists(const FileTree& tree, std::string_view path) {
  return stat(tree, path).has_value();
}

std::string origin_name(const RuleInput& input, std::string_view path) {
  if (input.kind != InputKind::Root) return input.name;
  return input.name == "/" ? std::string(path) : input.name + std::string(path);
}

// Up to 3.1.1 auditctl reads no file that others can write or that is not root's; then it did not look at all until
// 4.1.4, which refuses the first again (4.0.2 and 4.2.1 run, the others from source and ChangeLog).
std::optional<std::string> refuses_file(const FileTree& tree, std::string_view path, const Machine& machine) {
  const Result<FileInfo> info = stat(tree, path);
  if (!info) return std::nullopt;
  if (info->type != FileType::Regular) return "it is not a regular file";
  const bool looks_at_owner = machine.auditctl.value < Version{3, 1, 2};
  const bool looks_at_mode = looks_at_owner || machine.auditctl.value >= Version{4, 1, 4};
  if (looks_at_mode && (info->mode & 02U) != 0) return "it is writable by everyone: auditctl refuses it";
  if (looks_at_owner && info->uid != 0) return "it does not belong to root: auditctl refuses it";
  return std::nullopt;
}

// A root whose own /etc is not root's was unpacked by someone else: its owners tell nothing.
bool has_true_owners(const FileTree& tree) {
  const Result<FileInfo> etc = stat(tree, "/etc");
  return etc && etc->uid == 0;
}

Result<Merged> one_file(const RuleInput& input, std::string_view path) {
  const std::string shown = origin_name(input, path);
  std::string content = TRY(input.tree->read(path, kFileLimit));
  Merged merged;
  merged.lines = split_lines(content, shown);
  merged.files.push_back({shown, std::move(content)});
  return merged;
}

Result<Merged> machine_rules(const RuleInput& input, const Machine& machine) {
  const bool by_augenrules = machine.loader.value == Loader::Augenrules && exists(*input.tree, kRulesDirectory);
  if (by_augenrules) return merge_rules(*input.tree, kRulesDirectory, origin_name(input, kRulesDirectory), machine);
  if (exists(*input.tree, kRulesFile)) return one_file(input, kRulesFile);
  // A place for rules that is known not to be read: none is loaded.
  const bool told = machine.loader.source != FactSource::Assumed;
  if (told && exists(*input.tree, kRulesDirectory)) return Merged{};
  // A running kernel told what it holds; no file will bring it back.
  if (machine.loaded_rules.source == FactSource::Machine) return Merged{};
  return fail("nothing to check: no " + std::string(kRulesDirectory) + " and no " + std::string(kRulesFile) + " in " +
              (input.name.empty() ? "/" : input.name));
}

Result<Merged> lines_of(const RuleInput& input, const Machine& machine) {
  switch (input.kind) {
    case InputKind::Root:
      return machine_rules(input, machine);
    case InputKind::Directory:
      return merge_rules(*input.tree, input.path, input.name, machine);
    case InputKind::File:
    case InputKind::Listing:
      break;
  }
  return one_file(input, input.path);
}

std::optional<std::string> refuses_input(const RuleInput& input, const Machine& machine) {
  if (input.kind != InputKind::Root || !has_true_owners(*input.tree)) return std::nullopt;
  const bool merged = machine.loader.value == Loader::Augenrules && exists(*input.tree, kRulesDirectory);
  return merged ? std::nullopt : refuses_file(*input.tree, kRulesFile, machine);
}

// In a listing "arch=b64" may be any 64-bit machine's: a row that such a rule decides is not decided.
void doubt(Row& row, const Row& other) {
  if (row.abi != Abi::B64 || row.recorded == other.recorded) return;
  row.recorded = Recorded::Undecided;
  row.reason = "a listing prints every 64-bit machine as arch=b64";
}

void doubt_listing(std::vector<Row>& rows, const Filter& filter, const World& world, Scope scope) {
  const std::vector<Row> others = coverage(without_foreign(filter), world, scope, KeyUse::Left);
  for (std::size_t i = 0; i < rows.size(); ++i) doubt(rows[i], others[i]);
}

bool is_text_of_listing(const RuleInput& input) {
  return input.kind == InputKind::Listing && input.held == nullptr;
}

std::vector<Row> rows_of(const RuleInput& input, const Filter& filter, const World& world, Scope scope, KeyUse keys) {
  std::vector<Row> rows = coverage(filter, world, scope, keys);
  if (is_text_of_listing(input)) doubt_listing(rows, filter, world, scope);
  return rows;
}

bool is_one_of(std::string_view fact, std::initializer_list<std::string_view> facts) {
  return std::find(facts.begin(), facts.end(), fact) != facts.end();
}

// AppArmor refuses a label that its policy does not have, which other security modules take.
bool asks_for_labels(const Ruleset& ruleset) {
  const auto is_role = [](const Field& field) { return field.id == FieldId::SubjRole; };
  return std::any_of(ruleset.statements.begin(), ruleset.statements.end(), [&](const Statement& statement) {
    return std::any_of(statement.operations.begin(), statement.operations.end(), [&](const Step& step) {
      const AddRule* add = std::get_if<AddRule>(&step);
      return add != nullptr && std::any_of(add->rule.fields.begin(), add->rule.fields.end(), is_role);
    });
  });
}

// Facts that decide which rules are loaded from the input.  The kernel's version is none: those that can be named admit
// the same rules.
bool is_about_loading(std::string_view fact, const RuleInput& input, const Ruleset& ruleset) {
  if (input.kind == InputKind::Listing) return false;
  if (fact == "lsm") return asks_for_labels(ruleset);
  if (fact == "loader") return input.kind == InputKind::Root;
  if (fact == "awk") return input.kind != InputKind::File;
  return is_one_of(fact, {"auditctl", "commit"});
}

// Facts that decide what loaded rules match.
bool is_about_matching(std::string_view fact, const Filter& filter) {
  return (fact == "lsm" && looks_at_labels(filter)) || (fact == "tracefs" && looks_at_names(filter));
}

// Facts that decide a row whatever the rules: an ABI that is on instead of off, auditing that is off instead of on.
bool rests_on(const Row& row, std::string_view fact, Arch arch) {
  if (fact == "x32") return row.abi == Abi::X32;
  if (fact == "ia32") return row.abi == Abi::B32 && arch != Arch::I386;
  return fact == "audit" && row.recorded != Recorded::Never && row.recorded != Recorded::Unreachable;
}

bool same_list(const std::vector<FilterRule>& a, const std::vector<FilterRule>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const FilterRule& x, const FilterRule& y) { return same_rule(x.rule, y.rule); });
}

bool same_filter(const Filter& a, const Filter& b) {
  return a.enabled == b.enabled && a.rate_limit == b.rate_limit && same_list(a.exit, b.exit) &&
         same_list(a.task, b.task) && same_list(a.exclude, b.exclude) && same_list(a.filesystem, b.filesystem);
}

void note(Row& row, std::string_view fact) {
  if (std::find(row.assuming.begin(), row.assuming.end(), fact) == row.assuming.end()) row.assuming.emplace_back(fact);
}

void note_differences(std::vector<Row>& rows, const std::vector<Row>& others, std::string_view fact) {
  for (std::size_t i = 0; i < rows.size() && i < others.size(); ++i)
    if (rows[i].recorded != others[i].recorded) note(rows[i], fact);
}

bool same_lines(const std::vector<Line>& a, const std::vector<Line>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Line& x, const Line& y) { return x.text == y.text && x.origin == y.origin; });
}

// Do two steps do the same to the kernel?
struct SameStep {
  const Step& other;

  bool operator()(const AddRule& step) const { return same_rule(step.rule, std::get<AddRule>(other).rule); }
  bool operator()(const DeleteRule& step) const { return same_rule(step.rule, std::get<DeleteRule>(other).rule); }
  bool operator()(const DeleteAll& step) const { return step.key == std::get<DeleteAll>(other).key; }
  bool operator()(const SetSetting& step) const {
    const SetSetting& set = std::get<SetSetting>(other);
    return step.setting == set.setting && step.value == set.value;
  }
  bool operator()(const SetOnError& step) const { return step.mode == std::get<SetOnError>(other).mode; }
  bool operator()(const NoEffect&) const { return true; }
  bool operator()(const Refusal& step) const { return step.ends == std::get<Refusal>(other).ends; }
};

bool same_steps(const Statement& a, const Statement& b) {
  return std::equal(a.operations.begin(), a.operations.end(), b.operations.begin(), b.operations.end(),
                    [](const Step& x, const Step& y) { return x.index() == y.index() && std::visit(SameStep{y}, x); });
}

bool same_ruleset(const Ruleset& a, const Ruleset& b) {
  return a.unreadable.has_value() == b.unreadable.has_value() &&
         std::equal(a.statements.begin(), a.statements.end(), b.statements.begin(), b.statements.end(), same_steps);
}

ParseContext context_of(const World& world) {
  return {world.machine, world.names, world.files == Files::Known ? world.tree : nullptr};
}

// What auditctl makes of the lines in this world.
Ruleset parse_input(const RuleInput& input, const World& world, const std::vector<Line>& lines) {
  Ruleset ruleset = parse_rules(lines, context_of(world));
  if (auto refused = refuses_input(input, world.machine)) ruleset.unreadable = std::move(refused);
  return ruleset;
}

// Does the other machine's loader hand auditctl the lines it is handed here?
bool has_same_lines(const RuleInput& input, const Reading& reading, const World& world, const Machine& other) {
  if (input.kind == InputKind::File) return true;
  const bool loaded_alike = world.machine.loader.value == other.loader.value;
  if (loaded_alike && merges_alike(reading.merged, world.machine, other)) return true;
  const Result<Merged> merged = lines_of(input, other);
  return !merged || same_lines(merged->lines, reading.merged.lines);
}

// Does the other world's auditctl make of each line what it makes of it here?
bool reads_alike(const RuleInput& input, const Ruleset& ruleset, const World& other) {
  if (refuses_input(input, other.machine).has_value() != ruleset.unreadable.has_value()) return false;
  std::optional<ParseContext> context;
  return std::all_of(ruleset.statements.begin(), ruleset.statements.end(), [&](const Statement& statement) {
    if (statement.versions.has(other.machine.auditctl.value)) return true;
    if (!context) context = context_of(other);
    return same_steps(statement, parse_line({statement.text, statement.origin}, *context));
  });
}

// The rules another world loads, where they are not the same.  Most facts that could matter do not: the same lines, or
// the same steps made of them, need not be taken further.
std::optional<Filter> other_filter(const RuleInput& input, const Reading& reading, const World& world,
                                   const World& other, std::string_view fact) {
  std::optional<Ruleset> ruleset;
  if (is_one_of(fact, {"auditctl", "awk", "loader"})) {
    const bool same = has_same_lines(input, reading, world, other.machine);
    if (same && reads_alike(input, reading.ruleset, other)) return std::nullopt;
    const Result<Merged> merged = same ? Result<Merged>(reading.merged) : lines_of(input, other.machine);
    if (!merged) return std::nullopt;
    ruleset = parse_input(input, other, merged->lines);
    if (same_ruleset(*ruleset, reading.ruleset)) return std::nullopt;
  }
  Filter filter = load(ruleset ? *ruleset : reading.ruleset, other).filter;
  return same_filter(filter, reading.loaded.filter) ? std::nullopt : std::optional(std::move(filter));
}

// Where lsm is not known, every match is tried for each security module (labels.h); what is left is the load, and only
// AppArmor refuses a rule.
bool is_unknown(const Machine& machine, std::string_view fact) {
  return fact == "lsm" && !machine.lsm.value;
}

std::vector<std::string> other_values(const Machine& machine, std::string_view fact) {
  return is_unknown(machine, fact) ? std::vector<std::string>{"lockdown,yama,apparmor"} : alternatives(machine, fact);
}

void add_otherwise(const RuleInput& input, const Reading& reading, const World& world, std::string_view fact,
                   std::vector<Otherwise>& out) {
  const bool about_loading = is_about_loading(fact, input, reading.ruleset);
  const bool about_matching =
      fact == "audit" || (is_about_matching(fact, reading.loaded.filter) && !is_unknown(world.machine, fact));
  for (const std::string& value : other_values(world.machine, fact)) {
    World other = world;
    if (!set_fact(other.machine, fact, value, FactSource::Assumed)) continue;
    std::optional<Filter> loaded;
    if (about_loading) loaded = other_filter(input, reading, world, other, fact);
    if (loaded || about_matching) out.push_back({std::string(fact), std::move(other), std::move(loaded)});
  }
}

}  // namespace

Filter without_foreign(Filter filter) {
  const auto names_b64 = [](const FilterRule& entry) {
    return std::any_of(entry.rule.fields.begin(), entry.rule.fields.end(),
                       [](const Field& field) { return field.id == FieldId::Arch; });
  };
  filter.exit.erase(std::remove_if(filter.exit.begin(), filter.exit.end(), names_b64), filter.exit.end());
  return filter;
}

Result<Reading> read_rules(const RuleInput& input, const World& world) {
  Reading reading;
  if (input.held != nullptr) {
    reading.loaded.filter = as_held(*input.held, world);
    return reading;
  }
  reading.merged = TRY(lines_of(input, world.machine));
  if (input.kind == InputKind::Listing) {
    reading.ruleset = parse_listing(reading.merged.lines, context_of(world));
    reading.loaded.filter = as_loaded(reading.ruleset, world);
    reading.loaded.lines.resize(reading.ruleset.statements.size());
    return reading;
  }
  reading.ruleset = parse_input(input, world, reading.merged.lines);
  reading.loaded = load(reading.ruleset, world);
  return reading;
}

std::vector<Row> judge(const RuleInput& input, const Reading& reading, const World& world, Scope scope) {
  const Filter& filter = reading.loaded.filter;
  std::vector<Row> rows = rows_of(input, filter, world, scope, KeyUse::Collected);
  for (const std::string_view name : fact_names()) {
    if (fact(world.machine, name).source != FactSource::Assumed) continue;
    for (Row& row : rows)
      if (rests_on(row, name, world.machine.arch.value)) note(row, name);
  }
  for (const Otherwise& other : otherwise(input, reading, world)) {
    if (other.fact == "audit") continue;  // noted already
    const Filter& loaded = other.filter ? *other.filter : filter;
    note_differences(rows, rows_of(input, loaded, other.world, scope, KeyUse::Left), other.fact);
  }
  return rows;
}

Row judge_way(const RuleInput& input, const Reading& reading, const World& world, Scope scope, Way way) {
  const Filter& filter = reading.loaded.filter;
  Row row = cover(filter, world, scope, way, KeyUse::Collected);
  if (is_text_of_listing(input)) doubt(row, cover(without_foreign(filter), world, scope, way, KeyUse::Left));
  return row;
}

std::vector<Otherwise> otherwise(const RuleInput& input, const Reading& reading, const World& world) {
  std::vector<Otherwise> all;
  for (const std::string_view name : fact_names())
    if (fact(world.machine, name).source == FactSource::Assumed) add_otherwise(input, reading, world, name, all);
  return all;
}

}  // namespace modtrail

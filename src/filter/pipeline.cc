#include "modtrail/filter/pipeline.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

// From an input to rows, and to the assumed facts they rest on.  Entry points: read_rules, judge.
namespace modtrail {

namespace {

constexpr std::string_view kRulesDirectory = "/etc/audit/rules.d";
constexpr std::string_view kRulesFile = "/etc/audit/audit.rules";

bool exists(const FileTree& tree, std::string_view path) { return stat(tree, path).has_value(); }

std::string origin_name(const RuleInput& input, std::string_view path) {
  if (input.kind != InputKind::Root) return input.name;
  return input.name == "/" ? std::string(path) : input.name + std::string(path);
}

// auditctl reads no file others can write, and up to 3.1.1 none that is not root's.
std::optional<std::string> refuses_file(const FileTree& tree, std::string_view path, const Machine& machine) {
  const Result<FileInfo> info = stat(tree, path);
  if (!info) return std::nullopt;
  if (info->type != FileType::Regular) return "it is not a regular file";
  if ((info->mode & 02U) != 0) return "it is writable by everyone: auditctl refuses it";
  if (info->uid != 0 && machine.auditctl.value < Version{3, 1, 2}) return "it does not belong to root: auditctl refuses it";
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
  return fail("nothing to check: no " + std::string(kRulesDirectory) + " and no " + std::string(kRulesFile) + " in " + input.name);
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

Filter without_foreign(Filter filter) {
  const auto names_b64 = [](const FilterRule& entry) {
    return std::any_of(entry.rule.fields.begin(), entry.rule.fields.end(),
                       [](const Field& field) { return field.id == FieldId::Arch; });
  };
  filter.exit.erase(std::remove_if(filter.exit.begin(), filter.exit.end(), names_b64), filter.exit.end());
  return filter;
}

// In a listing "arch=b64" may be any 64-bit machine's: a row that such a rule decides is not decided.
void doubt_listing(std::vector<Row>& rows, const Filter& filter, const World& world, Scope scope) {
  const std::vector<Row> others = coverage(without_foreign(filter), world, scope);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].abi != Abi::B64 || rows[i].recorded == others[i].recorded) continue;
    rows[i].recorded = Recorded::Undecided;
    rows[i].reason = "a listing prints every 64-bit machine as arch=b64";
  }
}

Result<std::vector<Row>> rows_of(const RuleInput& input, const World& world, Scope scope) {
  const Reading reading = TRY(read_rules(input, world));
  std::vector<Row> rows = coverage(reading.loaded.filter, world, scope);
  if (input.kind == InputKind::Listing) doubt_listing(rows, reading.loaded.filter, world, scope);
  return rows;
}

// Facts that no row can rest on; the rest are tried.
bool can_matter(std::string_view fact, const RuleInput& input) {
  constexpr std::string_view kNever[] = {"arch", "uid-min", "kmod", "module-compression", "auditd-registered", "loaded-rules"};
  if (std::find(std::begin(kNever), std::end(kNever), fact) != std::end(kNever)) return false;
  if (input.kind == InputKind::Listing) return fact == "x32" || fact == "ia32" || fact == "lsm" || fact == "tracefs";
  const bool of_merge = fact == "loader" || fact == "awk";
  return !of_merge || input.kind == InputKind::Root || (fact == "awk" && input.kind == InputKind::Directory);
}

void note_difference(std::vector<Row>& rows, const std::vector<Row>& others, std::string_view fact) {
  for (std::size_t i = 0; i < rows.size() && i < others.size(); ++i) {
    const bool changes = rows[i].recorded != others[i].recorded;
    const bool noted = std::find(rows[i].assuming.begin(), rows[i].assuming.end(), fact) != rows[i].assuming.end();
    if (changes && !noted) rows[i].assuming.emplace_back(fact);
  }
}

}  // namespace

Result<Reading> read_rules(const RuleInput& input, const World& world) {
  Reading reading;
  reading.merged = TRY(lines_of(input, world.machine));
  const ParseContext context{world.machine, world.names, world.files == Files::Known ? world.tree : nullptr};
  if (input.kind == InputKind::Listing) {
    reading.ruleset = parse_listing(reading.merged.lines, context);
    reading.loaded.filter = as_loaded(reading.ruleset, world);
    reading.loaded.lines.resize(reading.ruleset.statements.size());
    return reading;
  }
  reading.ruleset = parse_rules(reading.merged.lines, context);
  if (auto refused = refuses_input(input, world.machine)) reading.ruleset.unreadable = std::move(refused);
  reading.loaded = load(reading.ruleset, world);
  return reading;
}

Result<std::vector<Row>> judge(const RuleInput& input, const World& world, Scope scope) {
  std::vector<Row> rows = TRY(rows_of(input, world, scope));
  for (const std::string_view name : fact_names()) {
    if (fact(world.machine, name).source != FactSource::Assumed || !can_matter(name, input)) continue;
    for (const std::string& value : alternatives(world.machine, name)) {
      World other = world;
      if (!set_fact(other.machine, name, value, FactSource::Assumed)) continue;
      const Result<std::vector<Row>> others = rows_of(input, other, scope);
      if (others) note_difference(rows, *others, name);
    }
  }
  return rows;
}

}  // namespace modtrail

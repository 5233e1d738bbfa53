#include <algorithm>
#include <optional>

#include "controls/finding.h"
#include "controls/remedy.h"
#include "filter/match.h"

// Rules that name module calls and do not take all of them.  Whether a condition matters is asked of coverage: a rule
// alone in a filter shows what it can match, and what its neighbours leave over is known already (Inquiry::bare).
namespace modtrail {
namespace {

const Filter& filter_of(const Inquiry& inquiry) {
  return inquiry.in.reading.loaded.filter;
}
Arch arch_of(const Inquiry& inquiry) {
  return inquiry.in.world.machine.arch.value;
}

bool is_condition(const Field& field) {
  return field.id != FieldId::Arch && field.id != FieldId::Key;
}

// How the rows that `rule` names look with that rule alone.
std::vector<Row> alone(const Inquiry& inquiry, const FilterRule& entry) {
  Filter filter;
  filter.exit = {entry};
  std::vector<Row> rows = coverage(filter, inquiry.in.world, inquiry.in.scope, KeyUse::Left);
  const auto other = [&](const Row& row) {
    return row.recorded == Recorded::Unreachable || !names_call(entry.rule, arch_of(inquiry), row.abi, row.syscall);
  };
  rows.erase(std::remove_if(rows.begin(), rows.end(), other), rows.end());
  return rows;
}

FilterRule with_only(const FilterRule& entry, const std::vector<Field>& fields) {
  FilterRule out = entry;
  out.rule.fields.clear();
  for (const Field& field : entry.rule.fields) {
    if (field.id == FieldId::Arch) out.rule.fields.push_back(field);
  }
  out.rule.fields.insert(out.rule.fields.end(), fields.begin(), fields.end());
  return out;
}

bool all_are(const std::vector<Row>& rows, Recorded recorded) {
  return std::all_of(rows.begin(), rows.end(), [&](const Row& row) { return row.recorded == recorded; });
}

// Arch fields that no ABI satisfies, in a rule whose numbers hold a module call.

bool numbers_hold_module_call(const Inquiry& inquiry, const Rule& rule) {
  for (const Abi abi : abis(arch_of(inquiry))) {
    for (const Syscall syscall : kModuleSyscalls) {
      const std::optional<Entry> found = entry(arch_of(inquiry), abi, syscall);
      if (found && found->number < kSyscalls && rule.mask.test(found->number)) return true;
    }
  }
  return false;
}

bool has_contrary_archs(const Inquiry& inquiry, const Rule& rule) {
  const auto is_arch = [](const Field& field) { return field.id == FieldId::Arch; };
  if (std::count_if(rule.fields.begin(), rule.fields.end(), is_arch) < 2) return false;
  if (!lists_syscalls(rule) || !numbers_hold_module_call(inquiry, rule)) return false;
  for (const Abi abi : abis(arch_of(inquiry))) {
    const std::optional<Entry> found = entry(arch_of(inquiry), abi, Syscall::FinitModule);
    const bool fits = found && std::all_of(rule.fields.begin(), rule.fields.end(), [&](const Field& field) {
                        return !is_arch(field) || compare(found->audit_arch, field.op, field.value);
                      });
    if (fits) return false;
  }
  return true;
}

// Why a rule that names a call can never take it.
struct Impossible {
  Field field;  // the caret's place
  std::string reason;
};

std::string reason_of(const Rule& rule, const Field& field) {
  if (field.id == FieldId::Perm) return "perm= is about access to files, and no module call is in one of its classes";
  if (is_about_files(field.id)) return "a module call looks up no file, so " + field_text(rule, field) + " never holds";
  if (field.id == FieldId::Exe) return "the file of a running program is never " + field.text + ", which is a link";
  return field_text(rule, field) + " never holds";
}

std::optional<Impossible> impossible_field(const Inquiry& inquiry, const FilterRule& entry) {
  for (const Field& field : entry.rule.fields) {
    if (!is_condition(field)) continue;
    if (all_are(alone(inquiry, with_only(entry, {field})), Recorded::Never))
      return Impossible{field, reason_of(entry.rule, field)};
  }
  return std::nullopt;
}

std::optional<Impossible> impossible_pair(const Inquiry& inquiry, const FilterRule& entry) {
  const std::vector<Field>& fields = entry.rule.fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!is_condition(fields[i]) || !is_condition(fields[j])) continue;
      if (!all_are(alone(inquiry, with_only(entry, {fields[j], fields[i]})), Recorded::Never)) continue;
      return Impossible{fields[i], field_text(entry.rule, fields[j]) + " and " + field_text(entry.rule, fields[i]) +
                                       " never hold together"};
    }
  }
  return std::nullopt;
}

std::optional<Impossible> impossible(const Inquiry& inquiry, const FilterRule& entry) {
  if (has_contrary_archs(inquiry, entry.rule)) {
    const auto second = std::find_if(entry.rule.fields.rbegin(), entry.rule.fields.rend(),
                                     [](const Field& field) { return field.id == FieldId::Arch; });
    return Impossible{*second, "a call is on one ABI only, so two arch fields never hold together"};
  }
  const std::vector<Row> rows = alone(inquiry, entry);
  if (is_unconditional(entry.rule) || rows.empty() || !all_are(rows, Recorded::Never)) return std::nullopt;
  if (const auto found = impossible_field(inquiry, entry)) return found;
  if (const auto found = impossible_pair(inquiry, entry)) return found;
  return Impossible{entry.rule.fields.front(), "its conditions never hold together"};
}

// The values at which a comparison can change.
std::vector<std::uint32_t> turning_points(const std::vector<const Field*>& fields) {
  std::vector<std::uint32_t> out = {0, kUnset};
  for (const Field* field : fields) {
    for (const std::uint32_t value : {field->value - 1, field->value, field->value + 1}) out.push_back(value);
  }
  return out;
}

bool is_number(const Field& field) {
  const FieldKind kind = info(field.id).kind;
  const bool many_values = field.id == FieldId::Gid || field.id == FieldId::Egid;  // a task has many groups
  return field.text.empty() && !many_values && kind != FieldKind::Success && kind != FieldKind::Compare;
}

// Fields on one number that no number satisfies, as far as can be told without asking coverage.
bool looks_contrary(const Rule& rule, const Field& field) {
  std::vector<const Field*> same;
  for (const Field& other : rule.fields) {
    if (other.id == field.id && is_number(other)) same.push_back(&other);
  }
  if (same.size() < 2) return false;
  const std::vector<std::uint32_t> points = turning_points(same);
  return std::none_of(points.begin(), points.end(), [&](std::uint32_t value) {
    return std::all_of(same.begin(), same.end(), [&](const Field* f) { return compare(value, f->op, f->value); });
  });
}

// Worth the question: most rules can plainly match.
bool looks_impossible(const Inquiry& inquiry, const Rule& rule) {
  const auto has = [&](FieldId id) {
    return std::any_of(rule.fields.begin(), rule.fields.end(), [&](const Field& field) { return field.id == id; });
  };
  if (has(FieldId::Exe) || (has(FieldId::Success) && has(FieldId::Exit))) return true;
  return has_contrary_archs(inquiry, rule) ||
         std::any_of(rule.fields.begin(), rule.fields.end(), [&](const Field& field) {
           return is_condition(field) && (is_about_files(field.id) || looks_contrary(rule, field));
         });
}

bool costs_a_record(const Inquiry& inquiry, const FilterRule& entry) {
  if (leaves_gap(inquiry, entry.rule, inquiry.in.rows)) return true;
  return has_contrary_archs(inquiry, entry.rule) && !all_recorded(inquiry.in.rows);
}

std::vector<std::string> lines_instead(const Inquiry& inquiry, const Rule& rule) {
  std::vector<Row> rows;
  for (const Row& row : inquiry.in.rows) {
    if (is_gap(row) && names_call(rule, arch_of(inquiry), row.abi, row.syscall)) rows.push_back(row);
  }
  return lines_for_gaps(rows, arch_of(inquiry), {inquiry.key, Place::Append, RuleCut::Least});
}

Finding tell_impossible(const Inquiry& inquiry, const FilterRule& entry, const Impossible& why) {
  Finding out =
      finding_at(inquiry, "can-never-match", entry.rule, why.field, "this rule takes no module call: " + why.reason);
  if (costs_a_record(inquiry, entry)) out.level = Level::Error;
  out.hint = "take the condition out";
  out.fix = lines_instead(inquiry, entry.rule);
  return out;
}

// Conditions.

bool is_about_login(const Field& field) {
  return field.id == FieldId::Auid || field.id == FieldId::AuidSet;
}

// auid>=1000, auid!=unset and their like: everyone who logged in, from some number on.
bool wants_login(const Rule& rule) {
  bool rejects_unset = false;
  for (const Field& field : rule.fields) {
    if (!is_about_login(field)) continue;
    if (field.id == FieldId::AuidSet) return field.value == 1;
    if (field.op == Op::Equal || field.op == Op::Less || field.op == Op::LessEqual) return false;
    rejects_unset = rejects_unset || !compare(kUnset, field.op, field.value);
  }
  return rejects_unset;
}

// Is an attempt without a login lost?  Those with one are taken out of the question by a rule before all others.
bool loses_unset(const Inquiry& inquiry, const FilterRule& entry) {
  FilterRule logins = with_only(entry, {Field{FieldId::Auid, Op::NotEqual, kUnset, "", 0, 0}});
  logins.rule.action = Action::Always;
  const std::vector<FilterRule>& rules = filter_of(inquiry).exit;
  for (const FilterRule& other : rules) logins.priority = std::max(logins.priority, other.priority + 1);
  Filter filter;
  filter.exit.reserve(rules.size() + 1);
  filter.exit.push_back(std::move(logins));
  for (const FilterRule& other : rules) filter.exit.push_back(other);
  const std::vector<Row> rows = coverage(filter, inquiry.in.world, inquiry.in.scope, KeyUse::Left);
  return leaves_gap(inquiry, entry.rule, rows);
}

// auid>=0 and its like; success is 1 or 2 to the kernel.
bool always_holds(const Field& field) {
  if (!field.text.empty() || field.id == FieldId::FieldCompare || is_about_files(field.id)) return false;
  if (field.id == FieldId::Success) return field.op == Op::GreaterEqual && field.value <= 1;
  const std::vector<std::uint32_t> points = turning_points({&field});
  return std::all_of(points.begin(), points.end(),
                     [&](std::uint32_t value) { return compare(value, field.op, field.value); });
}

std::vector<Field> restricting(const FilterRule& entry) {
  std::vector<Field> out;
  for (const Field& field : entry.rule.fields) {
    if (is_condition(field) && !always_holds(field)) out.push_back(field);
  }
  return out;
}

std::string texts(const Rule& rule, const std::vector<Field>& fields) {
  std::vector<std::string> out;
  for (const Field& field : fields) out.push_back(field_text(rule, field));
  return listed(out);
}

Finding tell_login(const Inquiry& inquiry, const FilterRule& entry, const std::vector<Field>& fields) {
  Finding out =
      finding_at(inquiry, "login-only", entry.rule, fields.front(),
                 "with " + texts(entry.rule, fields) +
                     " this rule takes only people who logged in: what the kernel autoloads, and what services "
                     "do at boot and later, leaves no record");
  out.hint = "add a rule without conditions on auid";
  out.fix = lines_instead(inquiry, entry.rule);
  return out;
}

Finding tell_condition(const Inquiry& inquiry, const FilterRule& entry, const std::vector<Field>& fields) {
  Finding out = finding_at(
      inquiry, "conditional", entry.rule, fields.front(),
      "this rule takes only calls with " + texts(entry.rule, fields) + ", and no other rule takes all the rest");
  out.hint = "add a rule without conditions";
  out.fix = lines_instead(inquiry, entry.rule);
  return out;
}

std::vector<Finding> tell_conditions(const Inquiry& inquiry, const FilterRule& entry) {
  const std::vector<Field> fields = restricting(entry);
  std::vector<Field> login;
  std::vector<Field> other;
  const bool only_logins = wants_login(entry.rule) && loses_unset(inquiry, entry);
  for (const Field& field : fields) (only_logins && is_about_login(field) ? login : other).push_back(field);
  std::vector<Finding> out;
  if (!login.empty()) out.push_back(tell_login(inquiry, entry, login));
  if (!other.empty()) out.push_back(tell_condition(inquiry, entry, other));
  return out;
}

bool is_asked(const Inquiry& inquiry, const FilterRule& entry) {
  if (entry.rule.action != Action::Always) return false;
  if (is_unconditional(entry.rule)) return has_contrary_archs(inquiry, entry.rule);
  const bool files = std::any_of(entry.rule.fields.begin(), entry.rule.fields.end(),
                                 [](const Field& field) { return is_about_files(field.id); });
  return lists_syscalls(entry.rule) || !files;
}

// The gap is there with the always rules alone, and in the whole.
bool has_gap(const Inquiry& inquiry, const Rule& rule) {
  return leaves_gap(inquiry, rule, inquiry.bare) && leaves_gap(inquiry, rule, inquiry.in.rows);
}

constexpr std::size_t kMostAsked = 20;  // each question is a coverage of one rule, and thousands repeat themselves

}  // namespace

std::vector<Finding> detect_conditions(const Inquiry& inquiry) {
  std::vector<Finding> out;
  std::size_t asked = 0;
  for (const FilterRule& entry : filter_of(inquiry).exit) {
    if (!is_asked(inquiry, entry) || !numbers_hold_module_call(inquiry, entry.rule)) continue;
    const bool gap = has_gap(inquiry, entry.rule);
    const bool odd = lists_syscalls(entry.rule) && looks_impossible(inquiry, entry.rule) && asked++ < kMostAsked;
    const std::optional<Impossible> why = odd ? impossible(inquiry, entry) : std::nullopt;
    if (why) {
      out.push_back(tell_impossible(inquiry, entry, *why));
    } else if (gap) {
      add_to(out, tell_conditions(inquiry, entry));
    }
  }
  return out;
}

}  // namespace modtrail

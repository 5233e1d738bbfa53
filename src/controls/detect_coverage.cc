#include <algorithm>
#include <iterator>
#include <optional>
#include <set>

#include "controls/finding.h"
#include "controls/remedy.h"
#include "modtrail/base/text.h"

// Calls that no rule names, and the keys of those that are recorded.
namespace modtrail {
namespace {

const Filter& filter_of(const Inquiry& inquiry) {
  return inquiry.in.reading.loaded.filter;
}
Arch arch_of(const Inquiry& inquiry) {
  return inquiry.in.world.machine.arch.value;
}

bool takes(const Inquiry& inquiry, const Rule& rule, const Row& row) {
  return names_call(rule, arch_of(inquiry), row.abi, row.syscall) && is_for_modules(rule);
}

// A line of the input speaks of the call, whether or not it got into the kernel: then what keeps it out is the finding.
bool is_written(const Inquiry& inquiry, const Row& row) {
  const std::string word(name(row.syscall));
  for (const Statement& statement : inquiry.in.reading.ruleset.statements) {
    for (const Step& step : statement.operations) {
      const auto* add = std::get_if<AddRule>(&step);
      if (add != nullptr && takes(inquiry, add->rule, row)) return true;
      if (std::holds_alternative<Refusal>(step) && statement.text.find(word) != std::string::npos) return true;
    }
  }
  return false;
}

std::vector<Row> unwritten(const Inquiry& inquiry) {
  std::vector<Row> out;
  for (const Row& row : inquiry.in.rows) {
    if (!is_gap(row) || is_written(inquiry, row)) continue;
    const auto bare = std::find_if(inquiry.bare.begin(), inquiry.bare.end(), [&](const Row& other) {
      return other.abi == row.abi && other.syscall == row.syscall;
    });
    if (bare != inquiry.bare.end() && bare->recorded == Recorded::Never) out.push_back(row);
  }
  return out;
}

std::vector<std::string> calls_of(const std::vector<Row>& rows) {
  std::vector<std::string> out;
  for (const Row& row : rows) out.emplace_back(name(row.syscall));
  return out;
}

std::vector<Row> rows_on(const std::vector<Row>& rows, Abi abi) {
  std::vector<Row> out;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(out), [&](const Row& row) { return row.abi == abi; });
  return out;
}

std::vector<std::string> lines_of(const Inquiry& inquiry, const std::vector<Row>& rows) {
  return lines_for_gaps(rows, arch_of(inquiry), {inquiry.key, Place::Append, RuleCut::Least});
}

std::string who_uses(Arch arch) {
  switch (arch) {
    case Arch::X86_64:
      return "which 32-bit programs use, and any other program through int 0x80";
    case Arch::Aarch64:
    case Arch::S390x:
    case Arch::I386:
    case Arch::Ppc64le:
      break;
  }
  return "which 32-bit programs use";
}

Finding tell_missing_all(const Inquiry& inquiry, const std::vector<Row>& rows) {
  Finding out = finding("missing-syscall",
                        "no rule takes init_module, finit_module or delete_module: no load and no unload "
                        "leaves a record");
  out.hint = "add rules for the three calls";
  out.fix = lines_of(inquiry, rows);
  return out;
}

Finding tell_missing_abi(const Inquiry& inquiry, Abi abi, const std::vector<Row>& rows) {
  const bool native = abi == abis(arch_of(inquiry)).front();
  Finding out = finding("missing-abi", "no rule takes module calls on " + std::string(name(abi)) + ", " +
                                           (native ? "the machine's own ABI" : who_uses(arch_of(inquiry))));
  out.hint = "give the rule once for each ABI";
  out.fix = lines_of(inquiry, rows);
  return out;
}

std::string what_for(const std::vector<Row>& rows) {
  const bool finit =
      std::any_of(rows.begin(), rows.end(), [](const Row& r) { return r.syscall == Syscall::FinitModule; });
  return finit ? "; finit_module is how kmod loads a module that is not compressed" : "";
}

Finding tell_missing_syscalls(const Inquiry& inquiry, Abi abi, const std::vector<Row>& rows) {
  Finding out = finding("missing-syscall", "no rule takes " + listed(calls_of(rows)) + " on " + std::string(name(abi)) +
                                               ", though others do take module calls there" + what_for(rows));
  out.hint = "name the call in a rule";
  out.fix = lines_of(inquiry, rows);
  return out;
}

std::vector<Finding> tell_missing(const Inquiry& inquiry) {
  std::vector<Finding> out;
  const std::vector<Row> missing = unwritten(inquiry);
  const auto reachable = [](const std::vector<Row>& rows) {
    return std::count_if(rows.begin(), rows.end(),
                         [](const Row& row) { return row.abi != Abi::X32 && row.recorded != Recorded::Unreachable; });
  };
  if (missing.empty()) return out;
  if (static_cast<std::ptrdiff_t>(missing.size()) == reachable(inquiry.in.rows))
    return {tell_missing_all(inquiry, missing)};
  for (const Abi abi : abis(arch_of(inquiry))) {
    const std::vector<Row> here = rows_on(missing, abi);
    if (here.empty()) continue;
    const bool whole = static_cast<std::ptrdiff_t>(here.size()) == reachable(rows_on(inquiry.in.rows, abi));
    out.push_back(whole ? tell_missing_abi(inquiry, abi, here) : tell_missing_syscalls(inquiry, abi, here));
  }
  return out;
}

// Rules without arch.

bool has_field(const Rule& rule, FieldId id) {
  return std::any_of(rule.fields.begin(), rule.fields.end(), [&](const Field& field) { return field.id == id; });
}

std::vector<std::string> native_numbers(const Inquiry& inquiry, const Rule& rule) {
  std::vector<std::string> out;
  for (const Syscall syscall : kModuleSyscalls) {
    const std::optional<Entry> found = entry(arch_of(inquiry), abis(arch_of(inquiry)).front(), syscall);
    if (found && found->number < kSyscalls && rule.mask.test(found->number))
      out.push_back(std::to_string(found->number));
  }
  return out;
}

std::vector<Finding> tell_no_arch(const Inquiry& inquiry) {
  std::vector<Finding> out;
  const std::vector<Abi> known = abis(arch_of(inquiry));
  if (known.size() < 2) return out;
  const std::vector<Row> other = rows_on(inquiry.in.rows, known[1]);
  const std::vector<Row> bare = rows_on(inquiry.bare, known[1]);
  const bool hurts = std::any_of(other.begin(), other.end(), is_gap) && std::any_of(bare.begin(), bare.end(), is_gap);
  for (const FilterRule& entry : filter_of(inquiry).exit) {
    if (!is_for_modules(entry.rule) || !lists_syscalls(entry.rule) || has_field(entry.rule, FieldId::Arch)) continue;
    const std::vector<std::string> numbers = native_numbers(inquiry, entry.rule);
    if (numbers.empty()) continue;
    Finding found = finding_at(inquiry, "no-arch", entry.rule,
                               "without arch= the names stand for " + std::string(name(known[0])) + "'s numbers, " +
                                   listed(numbers) + ", which are other calls on " + std::string(name(known[1])));
    if (hurts) found.level = Level::Error;
    found.hint = "give the rule once for each ABI, with -F arch= before -S";
    if (hurts) found.fix = lines_of(inquiry, other);
    out.push_back(std::move(found));
  }
  return out;
}

// Keys.

bool leaves_records(const Row& row) {
  return row.recorded == Recorded::Always || row.recorded == Recorded::Partly;
}

bool has_unkeyed(const Row& row) {
  return std::any_of(row.keys.begin(), row.keys.end(), [](const auto& key) { return !key.has_value(); });
}

std::vector<Finding> tell_unkeyed(const Inquiry& inquiry) {
  std::vector<Finding> out;
  for (const FilterRule& entry : filter_of(inquiry).exit) {
    if (!is_for_modules(entry.rule) || !key_of(entry.rule).empty()) continue;
    const bool seen = std::any_of(inquiry.in.rows.begin(), inquiry.in.rows.end(), [&](const Row& row) {
      return leaves_records(row) && has_unkeyed(row) && takes(inquiry, entry.rule, row);
    });
    if (!seen) continue;
    Finding found =
        finding_at(inquiry, "key-missing", entry.rule, "the records of this rule carry no key to search for");
    found.hint = "add -k modules to the rule";
    out.push_back(std::move(found));
  }
  return out;
}

using Keys = std::set<std::string>;

Keys parts_of(const std::string& key) {
  Keys out;
  for (const std::string_view part : split(key, '\x01')) out.emplace(part);
  return out;
}

// All keys that records of the operation can carry, and those that all of them carry.
struct KeyUse {
  Keys any;
  std::optional<Keys> every;
};

KeyUse keys_of(const std::vector<Row>& rows, Operation operation) {
  KeyUse out;
  for (const Row& row : rows) {
    if (operation_of(row.syscall) != operation || !leaves_records(row)) continue;
    for (const auto& key : row.keys) {
      if (!key) continue;
      const Keys parts = parts_of(*key);
      out.any.insert(parts.begin(), parts.end());
      Keys common;
      if (!out.every) out.every = parts;
      std::set_intersection(out.every->begin(), out.every->end(), parts.begin(), parts.end(),
                            std::inserter(common, common.end()));
      out.every = std::move(common);
    }
  }
  return out;
}

std::vector<Finding> tell_keys(const Inquiry& inquiry) {
  std::vector<Finding> out;
  for (const Operation operation : {Operation::Load, Operation::Unload}) {
    const KeyUse use = keys_of(inquiry.in.rows, operation);
    if (!use.every || !use.every->empty()) continue;
    std::vector<std::string> keys;
    for (const std::string& key : use.any) keys.push_back(printable(key));
    Finding found =
        finding("key-mismatch", "records of a module's " + std::string(name(operation)) + " carry the keys " +
                                    listed(keys) + ", and none of them stands in all: a search for one misses some");
    found.hint = "give the rules of one operation one key";
    out.push_back(std::move(found));
  }
  return out;
}

std::vector<Finding> tell_x32(const Inquiry& inquiry) {
  const bool open = std::any_of(inquiry.in.rows.begin(), inquiry.in.rows.end(), [](const Row& row) {
    return row.abi == Abi::X32 && row.recorded != Recorded::Always && row.recorded != Recorded::Unreachable;
  });
  if (!open) return {};
  Finding out = finding("x32-open",
                        "x32 is on, and its call numbers lie beyond what an exit rule can name: modules come and go "
                        "through it without a record");
  out.hint = "start the kernel with syscall.x32=n";
  return {std::move(out)};
}

}  // namespace

std::vector<Finding> detect_coverage(const Inquiry& inquiry) {
  std::vector<Finding> out;
  for (const auto tell : {tell_missing, tell_no_arch, tell_unkeyed, tell_keys, tell_x32}) add_to(out, tell(inquiry));
  return out;
}

}  // namespace modtrail

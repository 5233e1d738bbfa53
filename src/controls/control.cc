#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "modtrail/base/text.h"
#include "modtrail/controls/judge.h"

// A control is judged requirement by requirement, and each of those by the rows it speaks of.  What holds and what does
// not is said in the control's own terms: this call on that ABI, this program.
namespace modtrail {
namespace {

// What became of one row under one requirement.
struct Point {
  CheckVerdict verdict = CheckVerdict::Pass;
  std::string reason;
  std::string note;  // what a pass rests on
};

std::string key_text(const std::optional<std::string>& key) {
  return key ? "key " + printable(*key) : std::string("no key");
}

// A record carries several keys joined by 0x01.
bool carries(const std::optional<std::string>& key, const Requirement& demand) {
  if (!key) return false;
  if (demand.key == KeyDemand::Any) return true;
  const std::vector<std::string_view> parts = split(*key, '\x01');
  return std::find(parts.begin(), parts.end(), demand.key_name) != parts.end();
}

Point judge_keys(const std::string& what, const std::vector<std::optional<std::string>>& keys,
                 const Requirement& demand) {
  if (demand.key != KeyDemand::None) {
    for (const auto& key : keys) {
      if (carries(key, demand)) continue;
      const std::string wanted = demand.key == KeyDemand::Any ? "a key" : "key " + demand.key_name;
      return {CheckVerdict::Fail, what + " can leave a record with " + key_text(key) + " instead of " + wanted, ""};
    }
  }
  return {};
}

std::string but(const Row& row) {
  return row.reason.empty() ? std::string() : ": " + row.reason;
}

Point judge_row(const std::string& what, const Row& row, const Requirement& demand) {
  switch (row.recorded) {
    case Recorded::Always:
      return judge_keys(what, row.keys, demand);
    case Recorded::Partly:
      return {CheckVerdict::Fail, what + " is not always recorded" + but(row), ""};
    case Recorded::Never:
      return {CheckVerdict::Fail, what + " is never recorded" + but(row), ""};
    case Recorded::Undecided:
      return {CheckVerdict::Undecided, what + " cannot be decided" + but(row), ""};
    case Recorded::Unreachable:
      break;
  }
  return {CheckVerdict::NotApplicable, "", ""};
}

std::vector<Point> judge_calls(const Requirement& demand, const ControlEvidence& evidence) {
  std::vector<Point> out;
  for (const Row& row : demand.scope == Scope::Logins ? evidence.logins : evidence.everyone) {
    if (std::find(demand.syscalls.begin(), demand.syscalls.end(), row.syscall) == demand.syscalls.end()) continue;
    if (!wants_abi(demand, evidence.arch, row.abi)) continue;
    const std::string what = std::string(name(row.syscall)) + " on " + std::string(name(row.abi));
    out.push_back(judge_row(what, row, demand));
  }
  return out;
}

std::vector<Point> judge_tools(const Requirement& demand, const ControlEvidence& evidence) {
  std::vector<Point> out;
  for (const ToolEvidence& one : evidence.tools) {
    if (one.scope != demand.scope || !wants_abi(demand, evidence.arch, one.found.row.abi)) continue;
    if (std::find(demand.tools.begin(), demand.tools.end(), one.tool) == demand.tools.end()) continue;
    Point point =
        judge_row("running " + one.tool + " on " + std::string(name(one.found.row.abi)), one.found.row, demand);
    if (one.found.files == Files::Assumed) point.note = "with the programs where distributions put them";
    out.push_back(std::move(point));
  }
  return out;
}

std::vector<Point> judge_setting(const Requirement& demand, const ControlEvidence& evidence) {
  for (const SettingEvidence& one : evidence.settings) {
    if (one.setting == demand.setting) return {{one.verdict, one.reason, ""}};
  }
  return {{CheckVerdict::Undecided, describe(demand) + ": nothing is known of it", ""}};
}

std::vector<Point> judge(const Requirement& demand, const ControlEvidence& evidence) {
  if (demand.setting) return judge_setting(demand, evidence);
  return demand.tools.empty() ? judge_calls(demand, evidence) : judge_tools(demand, evidence);
}

// The worst first: fail, undecided, pass, not applicable.
int rank(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::Fail:
      return 3;
    case CheckVerdict::Undecided:
      return 2;
    case CheckVerdict::Pass:
      return 1;
    case CheckVerdict::NotApplicable:
      break;
  }
  return 0;
}

std::string passed(const Control& control, const std::set<std::string>& notes) {
  std::string out;
  for (const Requirement& demand : control.requirements) out += (out.empty() ? "" : "; ") + describe(demand);
  for (const std::string& note : notes) out += ", " + note;
  return out;
}

// Loads come before unloads: rows do.  A call that is gone does neither.
std::optional<SyscallEvent> first_unseen(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    if (operation_of(row.syscall) == Operation::Gone) continue;
    if (row.witness && (row.recorded == Recorded::Partly || row.recorded == Recorded::Never)) return row.witness;
  }
  return std::nullopt;
}

// Master nodes are a pool of their own; all others are workers.
bool is_of_other_nodes(const Control& control, const ControlEvidence& evidence) {
  if (control.pool.empty() || evidence.pool.empty()) return false;
  return (control.pool == "master") != (evidence.pool == "master");
}

bool speaks_of_attempts(const Control& control) {
  return std::any_of(control.requirements.begin(), control.requirements.end(),
                     [](const Requirement& demand) { return !demand.setting; });
}

}  // namespace

std::string_view name(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::Pass:
      return "pass";
    case CheckVerdict::Fail:
      return "fail";
    case CheckVerdict::NotApplicable:
      return "notapplicable";
    case CheckVerdict::Undecided:
      break;
  }
  return "undecided";
}

ControlResult judge_control(const Profile& profile, const Control& control, const ControlEvidence& evidence) {
  ControlResult out;
  out.profile = profile.name;
  out.id = control.id;
  out.title = control.title;
  if (control.checks) out.checks = control.checks->rules;
  out.verdict = CheckVerdict::NotApplicable;
  if (is_of_other_nodes(control, evidence)) {
    out.reason = "it speaks of the nodes of pool " + control.pool;
    return out;
  }
  std::set<std::string> notes;
  for (const Requirement& demand : control.requirements) {
    for (const Point& point : judge(demand, evidence)) {
      if (!point.note.empty()) notes.insert(point.note);
      if (point.verdict == CheckVerdict::Pass && demand.setting && !point.reason.empty()) notes.insert(point.reason);
      if (rank(point.verdict) <= rank(out.verdict)) continue;
      out.verdict = point.verdict;
      out.reason = point.reason;
    }
  }
  if (out.verdict == CheckVerdict::NotApplicable) out.reason = "this machine has none of the calls it speaks of";
  if (out.verdict != CheckVerdict::Pass) return out;
  out.reason = passed(control, notes);
  if (speaks_of_attempts(control)) out.blind_to = first_unseen(evidence.everyone);
  return out;
}

}  // namespace modtrail

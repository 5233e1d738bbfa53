#include <algorithm>
#include <optional>
#include <string>

#include "modtrail/base/text.h"
#include "modtrail/controls/profile.h"

// A control is judged requirement by requirement, and each of those by the rows it speaks of.  What holds and what does
// not is said in the control's own terms: this call on that ABI, this program.
namespace modtrail {
namespace {

// What became of one row under one requirement.
struct Point {
  CheckVerdict verdict = CheckVerdict::Pass;
  std::string reason;
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
      return {CheckVerdict::Fail, what + " can leave a record with " + key_text(key) + " instead of " + wanted};
    }
  }
  return {};
}

std::string but(const std::string& reason) {
  return reason.empty() ? std::string() : ": " + reason;
}

Point judge_row(const std::string& what, Recorded recorded, const std::string& reason,
                const std::vector<std::optional<std::string>>& keys, const Requirement& demand) {
  switch (recorded) {
    case Recorded::Always:
      return judge_keys(what, keys, demand);
    case Recorded::Partly:
      return {CheckVerdict::Fail, what + " is not always recorded" + but(reason)};
    case Recorded::Never:
      return {CheckVerdict::Fail, what + " is never recorded" + but(reason)};
    case Recorded::Undecided:
      return {CheckVerdict::Undecided, what + " cannot be decided" + but(reason)};
    case Recorded::Unreachable:
      break;
  }
  return {CheckVerdict::NotApplicable, ""};
}

bool wanted_abi(const Requirement& demand, Arch arch, Abi abi) {
  switch (demand.abis) {
    case AbiDemand::Native:
      return abi == abis(arch).front();
    case AbiDemand::Every:
      return true;
    case AbiDemand::Listed:
      break;
  }
  return std::find(demand.listed.begin(), demand.listed.end(), abi) != demand.listed.end();
}

std::vector<Point> judge_calls(const Requirement& demand, const JudgedRows& judged) {
  std::vector<Point> out;
  for (const Row& row : demand.scope == Scope::Logins ? judged.logins : judged.everyone) {
    if (std::find(demand.syscalls.begin(), demand.syscalls.end(), row.syscall) == demand.syscalls.end()) continue;
    if (!wanted_abi(demand, judged.arch, row.abi)) continue;
    const std::string what = std::string(name(row.syscall)) + " on " + std::string(name(row.abi));
    out.push_back(judge_row(what, row.recorded, row.reason, row.keys, demand));
  }
  return out;
}

std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::vector<Point> judge_tools(const Requirement& demand, const JudgedRows& judged) {
  std::vector<Point> out;
  for (const std::string& tool : demand.tools) {
    const auto row = std::find_if(judged.execute.begin(), judged.execute.end(),
                                  [&](const ExecuteRow& r) { return base_name(r.tool) == tool; });
    const std::string what = "running " + tool;
    if (row == judged.execute.end()) {
      out.push_back({CheckVerdict::Undecided, what + " cannot be decided: nothing is known of the program"});
    } else {
      out.push_back(judge_row(what, row->recorded, row->reason, row->keys, demand));
    }
  }
  return out;
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

std::string passed(const Control& control) {
  std::string out;
  for (const Requirement& demand : control.requirements) {
    if (!out.empty()) out += "; ";
    std::string list;
    for (const Syscall syscall : demand.syscalls) list += (list.empty() ? "" : ", ") + std::string(name(syscall));
    for (const std::string& tool : demand.tools) list += (list.empty() ? "running " : ", ") + tool;
    out += list + (demand.key == KeyDemand::Given ? ": recorded with key " + demand.key_name : ": recorded");
  }
  return out;
}

// Loads come before unloads: rows do.
std::optional<SyscallEvent> first_unseen(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    if (row.witness && (row.recorded == Recorded::Partly || row.recorded == Recorded::Never)) return row.witness;
  }
  return std::nullopt;
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

ControlResult judge_control(const Profile& profile, const Control& control, const JudgedRows& judged) {
  ControlResult out{profile.name, control.id,   control.title, CheckVerdict::NotApplicable,
                    "",           std::nullopt, std::nullopt};
  for (const Requirement& demand : control.requirements) {
    for (const Point& point : demand.tools.empty() ? judge_calls(demand, judged) : judge_tools(demand, judged)) {
      if (rank(point.verdict) <= rank(out.verdict)) continue;
      out.verdict = point.verdict;
      out.reason = point.reason;
    }
  }
  if (out.verdict == CheckVerdict::NotApplicable) out.reason = "this machine has none of the calls it speaks of";
  if (out.verdict == CheckVerdict::Pass) {
    out.reason = passed(control);
    out.blind_to = first_unseen(judged.everyone);
  }
  return out;
}

}  // namespace modtrail

#include "oracle/universe.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace modtrail::oracle {
namespace {

using Change = std::function<void(SyscallEvent&)>;
using Axis = std::vector<Change>;

// What an axis is about: a field, of the task at the call or at its birth.
struct Spot {
  FieldId id;
  bool at_birth;
  auto operator<=>(const Spot&) const = default;
};

std::uint32_t Identity::*member(FieldId id) {
  static const std::map<FieldId, std::uint32_t Identity::*> kMembers = {
      {FieldId::Uid, &Identity::uid},   {FieldId::Euid, &Identity::euid},
      {FieldId::Suid, &Identity::suid}, {FieldId::Fsuid, &Identity::fsuid},
      {FieldId::Gid, &Identity::gid},   {FieldId::Egid, &Identity::egid},
      {FieldId::Sgid, &Identity::sgid}, {FieldId::Fsgid, &Identity::fsgid},
      {FieldId::Auid, &Identity::auid}, {FieldId::SessionId, &Identity::sessionid},
      {FieldId::Pers, &Identity::pers}};
  auto found = kMembers.find(id);
  return found == kMembers.end() ? nullptr : found->second;
}

Identity& identity(SyscallEvent& event, bool at_birth) {
  return at_birth ? *event.birth : event.who;
}

// Values of one axis, gathered from every rule that speaks of it.
struct Axes {
  std::map<Spot, std::set<std::uint32_t>> numbers;
  std::set<std::uint32_t> groups[2];
  std::set<std::string> programs, names;
  bool birth = false;
  bool outcome = false;
};

void add_around(std::set<std::uint32_t>& values, const Field& field) {
  std::uint32_t c = field.value;
  for (std::uint32_t v : {c - 1, c, c + 1}) values.insert(v);
  if (field.op != Op::BitMask && field.op != Op::BitTest) return;
  std::uint32_t lowest = c & (~c + 1);
  for (std::uint32_t v : {0U, ~c, lowest, c & ~lowest, ~c | lowest, 0xFFFFFFFFU}) values.insert(v);
}

void add_comparison(Axes& axes, std::uint32_t number, bool at_birth) {
  auto pair = comparison(number);
  if (!pair) return;
  for (FieldId id : {pair->left, pair->right}) {
    if (member(id) == nullptr) continue;
    axes.numbers[{id, at_birth}].insert({0U, 1000U});
    if (id == FieldId::Auid) axes.numbers[{id, at_birth}].insert(kUnset);
  }
}

void add_field(Axes& axes, const Rule& rule, const Field& field) {
  bool at_birth = rule.list == FilterList::Task;
  FieldId id = field.id;
  if (id == FieldId::Exe) axes.programs.insert(field.text);
  if (id == FieldId::Path) axes.names.insert(field.text);
  if (id == FieldId::Dir) axes.names.insert(field.text + "/x");
  if (id == FieldId::ObjUid || id == FieldId::FileType) axes.names.insert("/sys/kernel/tracing/x");
  if (id == FieldId::Success) axes.outcome = true;
  if (id == FieldId::FieldCompare) add_comparison(axes, field.value, at_birth);
  if (id == FieldId::AuidSet) axes.numbers[{FieldId::Auid, at_birth}].insert({0U, kUnset});
  if (id == FieldId::Gid || id == FieldId::Egid) axes.groups[at_birth].insert(field.value);
  bool counts = member(id) != nullptr || id == FieldId::Pid || id == FieldId::Ppid || id == FieldId::Exit ||
                (id >= FieldId::Arg0 && id <= FieldId::Arg3);
  if (counts) add_around(axes.numbers[{id, at_birth && member(id) != nullptr}], field);
}

Axes axes_of(const std::vector<Rule>& rules) {
  Axes axes;
  for (const Rule& rule : rules) {
    axes.birth = axes.birth || rule.list == FilterList::Task;
    for (const Field& field : rule.fields) add_field(axes, rule, field);
  }
  if (axes.outcome) {
    auto& exits = axes.numbers[{FieldId::Exit, false}];
    for (std::int32_t exit : {0, -1, -4095, -4096}) exits.insert(static_cast<std::uint32_t>(exit));
  }
  for (auto& [place, values] : axes.numbers) {
    if (place.id == FieldId::Auid) values.insert({0U, kUnset});
  }
  return axes;
}

void set_number(SyscallEvent& event, const Spot& place, std::uint32_t value) {
  if (auto at = member(place.id)) {
    identity(event, place.at_birth).*at = value;
  } else if (place.id == FieldId::Pid) {
    event.pid = value;
  } else if (place.id == FieldId::Ppid) {
    event.ppid = value;
  } else if (place.id == FieldId::Exit) {
    event.exit = static_cast<std::int32_t>(value);
  } else {
    event.args[static_cast<std::size_t>(place.id) - static_cast<std::size_t>(FieldId::Arg0)] = value;
  }
}

// A login without a session of its own gets one.
void set_login(SyscallEvent& event, const Axes& axes, bool at_birth) {
  bool auid = axes.numbers.count({FieldId::Auid, at_birth}) != 0;
  bool session = axes.numbers.count({FieldId::SessionId, at_birth}) != 0;
  Identity& who = identity(event, at_birth);
  if (auid && !session) who.sessionid = who.auid == kUnset ? kUnset : 3;
  if (session && !auid) who.auid = who.sessionid == kUnset ? kUnset : 1000;
}

std::vector<Axis> as_changes(const Axes& axes, Syscall syscall) {
  std::vector<Axis> result;
  for (const auto& [place, values] : axes.numbers) {
    Axis axis;
    for (std::uint32_t value : values) {
      axis.push_back([place = place, value](SyscallEvent& e) { set_number(e, place, value); });
    }
    result.push_back(std::move(axis));
  }
  for (bool at_birth : {false, true}) {
    for (std::uint32_t group : axes.groups[at_birth]) {
      result.push_back({[](SyscallEvent&) {}, [=](SyscallEvent& e) { identity(e, at_birth).groups.push_back(group); }});
    }
  }
  if (!axes.programs.empty()) {
    Axis axis = {[](SyscallEvent& e) { e.exe = "/opt/other"; }};
    for (const std::string& path : axes.programs) {
      axis.push_back([path](SyscallEvent& e) { e.exe = path; });
    }
    result.push_back(std::move(axis));
  }
  if (syscall != Syscall::DeleteModule) {
    for (const std::string& name : axes.names) {
      if (!name.starts_with("/sys/kernel/")) continue;  // a load looks up nothing else
      result.push_back({[](SyscallEvent&) {}, [name](SyscallEvent& e) { e.names.push_back(name); }});
    }
  }
  return result;
}

bool plausible_ids(const Identity& who) {
  for (std::uint32_t id : {who.uid, who.euid, who.suid, who.fsuid, who.gid, who.egid, who.sgid, who.fsgid}) {
    if (id == kUnset) return false;
  }
  return (who.auid == kUnset) == (who.sessionid == kUnset);
}

}  // namespace

bool is_plausible(const SyscallEvent& event) {
  constexpr std::uint32_t kLastPid = 4194303;
  if (event.pid < 2 || event.pid > kLastPid || event.ppid < 1 || event.ppid > kLastPid) return false;
  if (event.birth && !plausible_ids(*event.birth)) return false;
  bool restarts = event.exit <= -512 && event.exit >= -516 && event.exit != -515;
  if (event.exit > 0 || event.exit < -4095 || restarts) return false;
  if (event.syscall == Syscall::DeleteModule && !event.names.empty()) return false;
  return plausible_ids(event.who);
}

std::optional<std::vector<SyscallEvent>> cut_points(const std::vector<Rule>& rules, Syscall syscall, Abi abi,
                                                    std::size_t limit) {
  Axes axes = axes_of(rules);
  SyscallEvent start;
  start.syscall = syscall;
  start.abi = abi;
  start.pid = 4242;
  start.ppid = 77;
  if (axes.birth) start.birth = Identity{};
  std::vector<SyscallEvent> events = {start};
  for (const Axis& axis : as_changes(axes, syscall)) {
    std::vector<SyscallEvent> more;
    if (events.size() * axis.size() > limit) return std::nullopt;
    for (const SyscallEvent& event : events) {
      for (const Change& change : axis) {
        more.push_back(event);
        change(more.back());
      }
    }
    events = std::move(more);
  }
  for (SyscallEvent& event : events) {
    set_login(event, axes, false);
    if (event.birth) set_login(event, axes, true);
  }
  std::erase_if(events, [](const SyscallEvent& event) { return !is_plausible(event); });
  return events;
}

}  // namespace modtrail::oracle

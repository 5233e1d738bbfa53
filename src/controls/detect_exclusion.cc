#include <algorithm>
#include <optional>

#include "controls/finding.h"
#include "filter/match.h"
#include "modtrail/uapi/record_types.h"

// The two lists that no exit rule can overrule: task rules, at a task's birth, and exclude rules, at the record.
namespace modtrail {
namespace {

std::string conditions(const Rule& rule) {
  std::vector<std::string> parts;
  for (const Field& field : rule.fields) {
    if (field.id != FieldId::Key) parts.push_back(field_text(rule, field));
  }
  return listed(parts);
}

Finding tell_task(const Inquiry& inquiry, const Rule& rule) {
  const std::string who = conditions(rule);
  Finding out =
      finding_at(inquiry, "task-never", rule,
                 "a task born while this rule is loaded" + (who.empty() ? "" : ", by a parent with " + who + ",") +
                     " is never recorded, not even after the rule is gone");
  out.hint = "take the line out and start again: tasks that are there stay as they were born";
  return out;
}

bool names_record_type(const Rule& rule) {
  return std::any_of(rule.fields.begin(), rule.fields.end(),
                     [](const Field& field) { return field.id == FieldId::MsgType; });
}

Finding tell_exclude(const Inquiry& inquiry, const Rule& rule) {
  const bool by_type = names_record_type(rule);
  Finding out = finding_at(
      inquiry, by_type ? "exclude-drops-syscall" : "exclude-drops-identity", rule,
      by_type ? "this rule drops the SYSCALL record (" + conditions(rule) +
                    "), and without it the kernel drops the whole event"
              : "this rule drops every record of tasks with " + conditions(rule) + ", module loads among them");
  out.hint = by_type ? "name the record types that are not wanted, without SYSCALL" : "take the line out";
  return out;
}

// Drops the record that names the module, and keeps the one that says who acted.
bool drops_only_the_name(const Rule& rule) {
  if (rule.fields.empty() || !std::all_of(rule.fields.begin(), rule.fields.end(),
                                          [](const Field& field) { return field.id == FieldId::MsgType; })) {
    return false;
  }
  const auto takes = [&](std::uint32_t type) {
    return std::all_of(rule.fields.begin(), rule.fields.end(),
                       [&](const Field& field) { return compare(type, field.op, field.value); });
  };
  return takes(kRecordKernModule) && !takes(kRecordSyscall);
}

// Before one of another kind the kernel may end the search and keep the record.
std::vector<Finding> tell_names(const Inquiry& inquiry) {
  std::vector<Finding> out;
  for (const FilterRule& entry : inquiry.in.reading.loaded.filter.exclude) {
    if (!names_record_type(entry.rule) || entry.rule.fields.size() != 1) break;
    if (!drops_only_the_name(entry.rule)) continue;
    Finding found =
        finding_at(inquiry, "exclude-drops-name", entry.rule,
                   "this rule drops the KERN_MODULE record: a load leaves a record that does not name the module");
    found.hint = "leave KERN_MODULE out of what is excluded";
    out.push_back(std::move(found));
  }
  return out;
}

}  // namespace

std::vector<Finding> detect_exclusion(const Inquiry& inquiry) {
  std::vector<Finding> out;
  for (const Obstacle& obstacle : inquiry.obstacles) {
    const FilterRule* entry = rule_of(inquiry.in.reading.loaded.filter, obstacle);
    if (entry == nullptr) continue;
    if (obstacle.kind == ObstacleKind::Task) out.push_back(tell_task(inquiry, entry->rule));
    if (obstacle.kind == ObstacleKind::Exclude) out.push_back(tell_exclude(inquiry, entry->rule));
  }
  add_to(out, tell_names(inquiry));
  return out;
}

}  // namespace modtrail

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "filter/names.h"
#include "modtrail/filter/evaluate.h"

// One field of one rule against one event (kernel/auditsc.c audit_filter_rules()).
namespace modtrail {

// An event with what is looked up about it once.
struct Subject {
  const World& world;
  const SyscallEvent& event;
  std::optional<Entry> entry;                   // arch and number as the filter sees them
  std::optional<std::vector<NameFacts>> names;  // nothing: not known
  mutable std::optional<Object> program;        // of event.exe, once a rule asks for it
};
Subject make_subject(const Filter& filter, const World& world, const SyscallEvent& event);

bool compare(std::uint32_t left, Op op, std::uint32_t right);  // audit_comparator()

// A field of an exit rule.  `name`: the object an inode-hash rule is tried on, null in the main list.
Tri match_exit_field(const FilterRule& entry, const Field& field, const Subject& subject, const NameFacts* name);

// A field of a task rule, at fork: `who` and the parent's pid are all there is.
Tri match_task_field(const Field& field, const Identity& who, std::uint32_t parent, const Machine& machine);

// subj_*; `otherwise`: what the field has where no LSM implements it.
Tri match_subject_label(const Field& field, const std::string& label, const Machine& machine, Tri otherwise);

bool in_mask(const Rule& rule, std::uint32_t number);  // audit_in_mask(): false from 2048 on, so for all of x32
bool is_name_rule(const FilterRule& entry);            // in the inode hash: path=, inode=

Match match_exit(const FilterRule& entry, const Subject& subject, const NameFacts* name);

}  // namespace modtrail

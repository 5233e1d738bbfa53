#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <vector>

#include "modtrail/base/origin.h"
#include "modtrail/uapi/fields.h"

// One audit rule as the kernel is given it (struct audit_rule_data), with the place it was written at.
namespace modtrail {

enum class Place : std::uint8_t { Append, Prepend };

inline constexpr std::size_t kSyscalls = 2048;
using SyscallMask = std::bitset<kSyscalls>;

struct Field {
  FieldId id = FieldId::Pid;
  Op op = Op::Equal;
  std::uint32_t value = 0;   // strings: 0, the text counts
  std::string text;          // path, dir, exe, key, subj_*, obj_*
  std::uint32_t column = 0;  // of "name=value" in the line, 1-based; 0 where there is none (-w, the wire)
  std::uint32_t width = 0;
};
// Equality is the kernel's: the place in the line does not count.
bool operator==(const Field& a, const Field& b);

struct Rule {
  FilterList list = FilterList::Exit;
  Place place = Place::Append;
  Action action = Action::Always;
  SyscallMask mask;  // as sent: "-S all", watches and rules without -S have every bit
  std::vector<Field> fields;
  Origin origin;
  std::string text;  // the line as written, "" for a rule off the wire
};

// The kernel's audit_compare_rule(): same list, action, place, mask, and the same fields in the same order.
bool same_rule(const Rule& a, const Rule& b);

// The keys of a rule joined by 0x01, as a record carries them; "" where there is none.
std::string key_of(const Rule& rule);

}  // namespace modtrail

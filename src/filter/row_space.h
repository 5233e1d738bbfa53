#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "filter/solve.h"
#include "modtrail/filter/coverage.h"

// The space of one row's attempts: a machine, a syscall, an ABI, and whether the call makes names.
namespace modtrail {

inline constexpr std::uint32_t kFirstFailure = 0xfffff001U;  // (u32)-4095: exit codes from here on are failures

// The programs and labels that rules tell apart, numbered from 1; 0 is anything else.
struct Classes {
  std::vector<Object> programs;
  std::unordered_map<std::string, std::uint32_t> program_paths;                     // to their numbers
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint32_t> program_inodes;  // by device and inode
  std::vector<std::vector<std::string>> labels;  // user, role, type, low and high level
  std::vector<std::unordered_map<std::string, std::uint32_t>> label_numbers;
};
std::uint32_t program_class(const Classes& classes, const Object& object);
std::uint32_t label_class(const Classes& classes, Axis axis, const std::string& text);
std::optional<Axis> label_axis(FieldId id);         // of subj_*
bool is_link(const std::optional<Object>& object);  // no program's file is one

struct RowSpace {
  const Filter& filter;
  const World& world;
  SyscallEvent sample;  // an attempt of the row: what does not lie on an axis is read off it
  Classes classes;
  Cube cube;       // every attempt in scope
  Clauses always;  // what holds of every attempt
};

RowSpace make_space(const Filter& filter, const World& world, const SyscallEvent& sample, Scope scope);
// The identities a task can have at its birth; axis Pid is the parent's.
RowSpace make_birth_space(const Filter& filter, const World& world, const SyscallEvent& sample);

// The attempt at a point of a cube, as near to `person` as the cube allows.
SyscallEvent attempt_at(const RowSpace& space, const Cube& cube, const SyscallEvent& person);

// Who a task is at its birth, and the process that forks it.
struct Birth {
  Identity who;
  std::uint32_t parent = 0;
};
Birth birth_at(const RowSpace& space, const Cube& cube, const Identity& person, std::uint32_t parent);

}  // namespace modtrail

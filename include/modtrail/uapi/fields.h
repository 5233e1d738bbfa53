#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "modtrail/uapi/version.h"

// The words of an audit rule and their numbers in struct audit_rule_data (uapi/linux/audit.h), with
// what the kernel and auditctl let each field be used for.
namespace modtrail {

enum class FilterList : std::uint8_t { User = 0, Task = 1, Exit = 4, Exclude = 5, Filesystem = 6, IoUring = 7 };
enum class Action : std::uint8_t { Never = 0, Possible = 1, Always = 2 };

// Names as auditctl takes them after -a: lower case only.  "io_uring" is known since 3.1 (before, it was an option of
// the build, off in Debian).
std::optional<FilterList> parse_filter_list(std::string_view name, const Version& auditctl);
std::optional<Action> parse_action(std::string_view name);
std::string_view name(FilterList list);
std::string_view name(Action action);

enum class FieldId : std::uint16_t {
  Pid = 0,
  Uid = 1,
  Euid = 2,
  Suid = 3,
  Fsuid = 4,
  Gid = 5,
  Egid = 6,
  Sgid = 7,
  Fsgid = 8,
  Auid = 9,
  Pers = 10,
  Arch = 11,
  MsgType = 12,
  SubjUser = 13,
  SubjRole = 14,
  SubjType = 15,
  SubjSen = 16,
  SubjClr = 17,
  Ppid = 18,
  ObjUser = 19,
  ObjRole = 20,
  ObjType = 21,
  ObjLevLow = 22,
  ObjLevHigh = 23,
  AuidSet = 24,  // no word for it: what the kernel makes of auid=unset, 1 or 0
  SessionId = 25,
  FsType = 26,
  DevMajor = 100,
  DevMinor = 101,
  Inode = 102,
  Exit = 103,
  Success = 104,
  Path = 105,
  Perm = 106,
  Dir = 107,
  FileType = 108,
  ObjUid = 109,
  ObjGid = 110,
  FieldCompare = 111,
  Exe = 112,
  SaddrFam = 113,
  Arg0 = 200,
  Arg1 = 201,
  Arg2 = 202,
  Arg3 = 203,
  Key = 210
};

enum class Op : std::uint8_t { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual, BitMask, BitTest };

std::uint32_t wire(Op op);                         // 0x40000000 for Equal
std::optional<Op> op_of_wire(std::uint32_t word);  // nothing where the kernel would say EINVAL
std::string_view symbol(Op op);                    // "&="
std::optional<Op> parse_op(std::string_view symbol);

// How a field's value is written and what it is compared with.
enum class FieldKind : std::uint8_t {
  Unsigned,  // digits: pid, ppid, pers, devmajor, devminor, inode
  Uid,       // digits, -N, "unset" or a user's name
  Auid,      // as Uid; unset is a value of its own
  Gid,       // digits or a group's name
  Session,   // digits, -N or "unset"
  Arch,      // b32, b64, a machine or a number
  MsgType,   // a record type's name or number
  Subject,   // part of the task's label, a string
  Object,    // part of an object's label, a string
  Errno,     // exit: digits, -N, an errno's name with or without a sign
  Success,
  Path,
  Dir,
  Exe,
  Key,
  Perm,      // letters of rwxa
  FileType,  // "file", "dir" ...
  FsType,    // "tracefs" ... or a number
  Family,    // a socket address family's number
  Argument,  // a0 to a3: digits or -N
  Compare,   // the number of a -C comparison
  AuidSet
};

// Sets of Op and of FilterList, one bit for each value of the enum.
struct OpSet {
  std::uint8_t bits = 0;
  constexpr bool has(Op op) const { return (bits >> static_cast<unsigned>(op) & 1U) != 0; }
  bool operator==(const OpSet&) const = default;
};
struct ListSet {
  std::uint8_t bits = 0;
  constexpr bool has(FilterList list) const { return (bits >> static_cast<unsigned>(list) & 1U) != 0; }
  bool operator==(const ListSet&) const = default;
};

struct FieldInfo {
  FieldId id = FieldId::Pid;
  std::string_view name;  // as `auditctl -l` prints it; "" for AuidSet
  FieldKind kind = FieldKind::Unsigned;
  OpSet kernel_ops;            // others are EINVAL (auditfilter.c: audit_field_valid, audit_to_watch,
                               // audit_to_inode, audit_make_tree)
  ListSet kernel_lists;        // others are EINVAL
  OpSet auditctl_ops;          // others are refused before the kernel is asked
  ListSet auditctl_lists;      // as of 3.1; see auditctl_allows()
  ListSet auditctl_lists_3_0;  // up to 3.0.9
};

std::span<const FieldInfo> fields();  // all, by number
const FieldInfo& info(FieldId id);
std::string_view name(FieldId id);

// Any case, as auditctl; "loginuid" is auid.
std::optional<FieldId> parse_field(std::string_view name);
std::optional<FieldId> field_of_wire(std::uint32_t number);

// May auditctl of this version send the field on that list?
bool auditctl_allows(FieldId id, FilterList list, const Version& auditctl);

// -C a=b: the two fields of each AUDIT_COMPARE_* number, in either order on the line.
struct Comparison {
  std::uint32_t number = 0;
  FieldId left = FieldId::Uid;
  FieldId right = FieldId::Uid;
};
std::span<const Comparison> comparisons();  // 1 to 25
std::optional<std::uint32_t> comparison_number(FieldId a, FieldId b);
std::optional<Comparison> comparison(std::uint32_t number);

// filetype= (S_IFMT bits) and fstype= (superblock magic), any case.
std::optional<std::uint32_t> parse_file_type(std::string_view name);
std::string_view file_type_name(std::uint32_t value);  // "" if there is none
std::optional<std::uint32_t> parse_fs_type(std::string_view name, const Version& auditctl);
std::string_view fs_type_name(std::uint32_t magic);  // "" if there is none

}  // namespace modtrail

#include "modtrail/uapi/perms.h"

#include <algorithm>
#include <span>

// libaudit's lib/permtab.h: the syscalls it takes for each permission.  Measured by handing arch=
// and perm= to audit_rule_fieldpair_data() of 4.0.2, 4.0.5, 4.1.2 and 4.2.1 and reading the mask;
// that the first list is 3.1.3's, and which of the versions between two of these brought a change,
// is from their sources and changelogs.
namespace modtrail {

namespace {

struct PermName {
  std::uint32_t perms = 0;  // that choose the syscall
  std::string_view name;
  Version since = {3, 1, 3};
};

constexpr std::uint32_t kX = kPermExec;
constexpr std::uint32_t kW = kPermWrite;
constexpr std::uint32_t kR = kPermRead;
constexpr std::uint32_t kA = kPermAttr;

constexpr PermName kPermNames[] = {
    {kX, "execve"},
    {kX, "execveat", {4, 2, 0}},

    {kW, "rename"},
    {kW, "mkdir"},
    {kW, "rmdir"},
    {kW, "creat"},
    {kW | kA, "link"},
    {kW, "unlink"},
    {kW, "symlink"},
    {kW, "mknod"},
    {kW, "mkdirat"},
    {kW, "mknodat"},
    {kW, "unlinkat"},
    {kW, "renameat"},
    {kW | kA, "linkat"},
    {kW, "symlinkat"},
    {kW, "renameat2"},
    {kW, "acct"},
    {kW, "swapon"},
    {kW | kR, "quotactl"},
    {kW, "quotactl_fd", {4, 1, 1}},
    {kR, "quotactl_fd", {4, 2, 0}},
    {kW, "truncate"},
    {kW, "ftruncate"},
    {kW, "bind"},
    {kW, "fallocate"},
    {kW | kR, "open"},
    {kW | kR, "openat"},
    {kW | kR, "openat2"},

    {kR, "readlink"},
    {kR, "readlinkat"},
    {kR, "getxattr"},
    {kR, "lgetxattr"},
    {kR, "fgetxattr"},
    {kR, "getxattrat", {4, 0, 4}},
    {kR, "listxattr"},
    {kR, "llistxattr"},
    {kR, "flistxattr"},
    {kR, "listxattrat", {4, 0, 4}},
    {kR, "file_getattr", {4, 1, 1}},
    {kR, "stat", {4, 2, 0}},
    {kR, "lstat", {4, 2, 0}},
    {kR, "fstat", {4, 2, 0}},
    {kR, "newfstatat", {4, 2, 0}},
    {kR, "statx", {4, 2, 0}},

    {kA, "chmod"},
    {kA, "fchmod"},
    {kA, "fchmodat"},
    {kA, "fchmodat2", {4, 1, 1}},
    {kA, "chown"},
    {kA, "lchown"},
    {kA, "fchown"},
    {kA, "fchownat"},
    {kA, "setxattr"},
    {kA, "lsetxattr"},
    {kA, "fsetxattr"},
    {kA, "setxattrat", {4, 0, 4}},
    {kA, "removexattr"},
    {kA, "lremovexattr"},
    {kA, "fremovexattr"},
    {kA, "removexattrat", {4, 0, 4}},
    {kA, "file_setattr", {4, 1, 1}},
};

constexpr Version kLeavesOutSince = {4, 0, 5};

std::uint32_t perm_of_letter(char letter) {
  switch (letter) {
    case 'r':
    case 'R':
      return kPermRead;
    case 'w':
    case 'W':
      return kPermWrite;
    case 'x':
    case 'X':
      return kPermExec;
    case 'a':
    case 'A':
      return kPermAttr;
    default:
      return 0;
  }
}

}  // namespace

std::optional<std::uint32_t> parse_perms(std::string_view letters) {
  if (letters.empty() || letters.size() > 4) return std::nullopt;
  std::uint32_t perms = 0;
  for (const char letter : letters) {
    const std::uint32_t perm = perm_of_letter(letter);
    if (perm == 0) return std::nullopt;
    perms |= perm;
  }
  return perms;
}

std::string perm_letters(std::uint32_t perms) {
  std::string letters;
  if ((perms & kPermRead) != 0) letters += 'r';
  if ((perms & kPermWrite) != 0) letters += 'w';
  if ((perms & kPermExec) != 0) letters += 'x';
  if ((perms & kPermAttr) != 0) letters += 'a';
  return letters;
}

std::vector<std::string_view> perm_syscall_names(std::uint32_t perms, const Version& auditctl) {
  std::vector<std::string_view> names;
  for (const PermName& row : kPermNames) {
    if ((row.perms & perms) == 0 || auditctl < row.since) continue;
    if (std::find(names.begin(), names.end(), row.name) == names.end()) names.push_back(row.name);
  }
  return names;
}

std::optional<std::vector<int>> perm_syscalls(AuditMachine machine, std::uint32_t perms, const Version& auditctl) {
  std::vector<int> numbers;
  for (const std::string_view name : perm_syscall_names(perms, auditctl)) {
    const std::optional<int> number = syscall_number(machine, name, auditctl);
    if (!number && auditctl < kLeavesOutSince) return std::nullopt;
    if (number) numbers.push_back(*number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

}  // namespace modtrail

#include "modtrail/uapi/syscalls.h"

#include <span>

#include "tables/name_tables.h"

// libaudit's syscall tables only grow: from 3.0 to 4.2.1 no name was dropped and none changed its
// number.  So one table a machine, as of 4.2.1, and a list of the first versions of later names say
// what every version knows.  Names are from the tables of 3.0, 3.0.7, 3.0.9, 3.1.2, 4.0.2, 4.0.5,
// 4.1.2 and 4.2.1 as Debian and Ubuntu build them; between two of these the first version is the
// one whose changelog tells of the kernel release that brought the call.
namespace modtrail {

namespace {

using tables::NumberRow;

// Calls from 424 on have one number everywhere, and libaudit took them up everywhere at once.
struct FirstKnown {
  int first = 0;  // numbers, inclusive
  int last = 0;
  Version since;
};

constexpr FirstKnown kFirstKnown[] = {
    {436, 441, {3, 0, 1}}, {442, 442, {3, 0, 2}}, {443, 447, {3, 0, 4}}, {448, 449, {3, 0, 7}},
    {450, 450, {3, 0, 8}}, {451, 451, {3, 1, 2}}, {452, 461, {4, 0, 0}}, {462, 462, {4, 0, 2}},
    {463, 467, {4, 0, 4}}, {468, 469, {4, 1, 1}}, {470, 470, {4, 1, 3}}, {471, 471, {4, 1, 4}},
};

// What single tables had forgotten.  These count before kFirstKnown.
constexpr FirstKnown kArmFirstKnown[] = {{335, 336, {4, 0, 3}}, {346, 346, {4, 0, 3}}, {403, 423, {3, 0, 1}}};
constexpr FirstKnown kPpcFirstKnown[] = {{0, 0, {4, 0, 3}}, {256, 261, {4, 0, 3}}, {388, 435, {3, 0, 1}}};
constexpr FirstKnown kS390FirstKnown[] = {{7, 7, {4, 0, 3}},     {110, 110, {4, 0, 3}}, {268, 270, {4, 0, 3}},
                                          {287, 287, {4, 0, 3}}, {310, 310, {4, 0, 3}}, {378, 378, {4, 0, 3}},
                                          {393, 423, {4, 0, 3}}, {447, 447, {4, 0, 3}}};
constexpr FirstKnown kS390xFirstKnown[] = {{7, 7, {4, 0, 3}},     {110, 110, {4, 0, 3}}, {220, 220, {4, 0, 3}},
                                           {268, 270, {4, 0, 3}}, {287, 287, {4, 0, 3}}, {310, 310, {4, 0, 3}},
                                           {378, 378, {4, 0, 3}}, {392, 402, {4, 0, 3}}, {447, 447, {4, 0, 3}}};
constexpr FirstKnown kRiscvFirstKnown[] = {{463, 466, {4, 0, 2}}};

struct MachineInfo {
  AuditMachine machine = AuditMachine::X86_64;
  std::string_view name;  // libaudit's own
  std::uint32_t audit_arch = 0;
  std::span<const NumberRow> (*syscalls)() = nullptr;
  std::span<const FirstKnown> first_known;
  Version since;
};

// lib/machinetab.h, lib/lookup_table.c and uapi/linux/audit.h (EM_* with the 64-bit and
// little-endian bits), in the order of AuditMachine.
constexpr MachineInfo kMachines[] = {
    {AuditMachine::X86_64, "x86_64", 0xC000003E, tables::x86_64_syscalls, {}, {}},
    {AuditMachine::I386, "i386", 0x40000003, tables::i386_syscalls, {}, {}},
    {AuditMachine::Aarch64, "aarch64", 0xC00000B7, tables::aarch64_syscalls, {}, {}},
    {AuditMachine::Arm, "armeb", 0x40000028, tables::arm_syscalls, kArmFirstKnown, {}},
    {AuditMachine::Ppc64, "ppc64", 0x80000015, tables::ppc_syscalls, kPpcFirstKnown, {}},
    {AuditMachine::Ppc64le, "ppc64le", 0xC0000015, tables::ppc_syscalls, kPpcFirstKnown, {}},
    {AuditMachine::Ppc, "ppc", 0x14, tables::ppc_syscalls, kPpcFirstKnown, {}},
    {AuditMachine::S390x, "s390x", 0x80000016, tables::s390x_syscalls, kS390xFirstKnown, {}},
    {AuditMachine::S390, "s390", 0x16, tables::s390_syscalls, kS390FirstKnown, {}},
    {AuditMachine::Riscv64, "riscv64", 0xC00000F3, tables::riscv64_syscalls, kRiscvFirstKnown, {4, 0, 2}},
    {AuditMachine::Riscv32, "riscv32", 0x400000F3, tables::riscv32_syscalls, kRiscvFirstKnown, {4, 0, 2}},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < std::size(kMachines); ++i)
    if (kMachines[i].machine != kAuditMachines[i] || static_cast<std::size_t>(kMachines[i].machine) != i) return false;
  return true;
}
static_assert(std::size(kMachines) == kAuditMachines.size() && in_order());

constexpr const MachineInfo& info(AuditMachine machine) {
  return kMachines[static_cast<std::size_t>(machine)];
}

// Second names of a machine, lower case.
struct MachineAlias {
  std::string_view name;
  AuditMachine machine = AuditMachine::X86_64;
  Version since;
};
constexpr MachineAlias kAliases[] = {
    {"i486", AuditMachine::I386, {}},
    {"i586", AuditMachine::I386, {}},
    {"i686", AuditMachine::I386, {}},
    {"arm", AuditMachine::Arm, {}},
    {"armv5tejl", AuditMachine::Arm, {}},
    {"armv5tel", AuditMachine::Arm, {}},
    {"armv6l", AuditMachine::Arm, {}},
    {"armv7l", AuditMachine::Arm, {}},
    {"armv8l", AuditMachine::Aarch64, {3, 0, 7}},
};

const FirstKnown* find_range(std::span<const FirstKnown> ranges, int number) {
  for (const FirstKnown& range : ranges)
    if (number >= range.first && number <= range.last) return &range;
  return nullptr;
}

Version first_known(const MachineInfo& machine, int number) {
  if (const FirstKnown* own = find_range(machine.first_known, number)) return own->since;
  if (const FirstKnown* common = find_range(kFirstKnown, number)) return common->since;
  return {};
}

}  // namespace

std::optional<AuditMachine> parse_audit_machine(std::string_view name, const Version& auditctl) {
  for (const MachineInfo& machine : kMachines)
    if (auditctl >= machine.since && tables::equal_folded(name, machine.name)) return machine.machine;
  for (const MachineAlias& alias : kAliases)
    if (auditctl >= alias.since && tables::equal_folded(name, alias.name)) return alias.machine;
  return std::nullopt;
}

std::string_view name(AuditMachine machine) {
  return info(machine).name;
}

std::uint32_t audit_arch(AuditMachine machine) {
  return info(machine).audit_arch;
}

std::optional<AuditMachine> machine_of_audit_arch(std::uint32_t audit_arch) {
  for (const MachineInfo& machine : kMachines)
    if (machine.audit_arch == audit_arch) return machine.machine;
  return std::nullopt;
}

AuditMachine native_machine(Arch arch) {
  switch (arch) {
    case Arch::X86_64:
      return AuditMachine::X86_64;
    case Arch::I386:
      return AuditMachine::I386;
    case Arch::Aarch64:
      return AuditMachine::Aarch64;
    case Arch::Ppc64le:
      return AuditMachine::Ppc64le;
    case Arch::S390x:
      return AuditMachine::S390x;
  }
  return AuditMachine::X86_64;
}

std::optional<AuditMachine> audit_machine(Arch arch, Abi abi) {
  if (abi == Abi::X32) return std::nullopt;
  const bool b64 = abi == Abi::B64;
  switch (arch) {
    case Arch::X86_64:
      return b64 ? AuditMachine::X86_64 : AuditMachine::I386;
    case Arch::Aarch64:
      return b64 ? AuditMachine::Aarch64 : AuditMachine::Arm;
    case Arch::S390x:
      return b64 ? AuditMachine::S390x : AuditMachine::S390;
    case Arch::I386:
      return b64 ? std::nullopt : std::optional(AuditMachine::I386);
    case Arch::Ppc64le:
      return b64 ? std::optional(AuditMachine::Ppc64le) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<KnownSyscall> find_syscall(AuditMachine machine, std::string_view name) {
  const MachineInfo& table = info(machine);
  const NumberRow* row = tables::find_by_name(table.syscalls(), name, tables::Case::Lower);
  if (row == nullptr) return std::nullopt;
  return KnownSyscall{row->number, first_known(table, row->number)};
}

std::optional<int> syscall_number(AuditMachine machine, std::string_view name, const Version& auditctl) {
  const std::optional<KnownSyscall> found = find_syscall(machine, name);
  return found && auditctl >= found->since ? std::optional(found->number) : std::nullopt;
}

std::string_view syscall_name(AuditMachine machine, int number) {
  const NumberRow* row = tables::find_by_number(info(machine).syscalls(), number);
  return row != nullptr ? row->name : "";
}

std::string_view syscall_name(AuditMachine machine, int number, const Version& auditctl) {
  return auditctl < first_known(info(machine), number) ? "" : syscall_name(machine, number);
}

}  // namespace modtrail

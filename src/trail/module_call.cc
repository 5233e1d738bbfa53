#include "trail/module_call.h"

#include <array>

#include "modtrail/base/text.h"
#include "modtrail/trail/record.h"

namespace modtrail {

namespace {

constexpr std::uint32_t kX32Bit = 0x40000000;
constexpr std::uint32_t k64Bit = 0x80000000;  // of AUDIT_ARCH_*
constexpr Version kNewest = {4, 2, 1};

struct Numbers {
  std::uint32_t audit_arch = 0;
  AuditMachine machine = AuditMachine::X86_64;
  std::array<std::uint32_t, kModuleSyscalls.size()> calls = {};
};
using Table = std::array<Numbers, kAuditMachines.size()>;

Table read_table() {
  Table table;
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i].machine = kAuditMachines[i];
    table[i].audit_arch = audit_arch(kAuditMachines[i]);
    for (std::size_t call = 0; call < kModuleSyscalls.size(); ++call) {
      const auto number = syscall_number(kAuditMachines[i], name(kModuleSyscalls[call]), kNewest);
      table[i].calls[call] = number ? static_cast<std::uint32_t>(*number) : UINT32_MAX;
    }
  }
  return table;
}

const Table& table() {
  static const Table kTable = read_table();
  return kTable;
}

std::optional<std::uint32_t> number_in(const std::optional<LogField>& field, std::string_view name, int base) {
  if (!field || field->name != name) return std::nullopt;
  const auto number = parse_number(field->value, base);
  return number && *number <= UINT32_MAX ? std::optional(static_cast<std::uint32_t>(*number)) : std::nullopt;
}

}  // namespace

std::optional<ModuleCall> module_call(std::uint32_t audit_arch, std::uint32_t number) {
  for (const Numbers& numbers : table()) {
    if (numbers.audit_arch != audit_arch) continue;
    const bool x32 = numbers.machine == AuditMachine::X86_64 && (number & kX32Bit) != 0;
    const Abi abi = x32 ? Abi::X32 : (audit_arch & k64Bit) != 0 ? Abi::B64 : Abi::B32;
    for (std::size_t call = 0; call < numbers.calls.size(); ++call) {
      if (numbers.calls[call] == (x32 ? number & ~kX32Bit : number)) {
        return ModuleCall{kModuleSyscalls[call], numbers.machine, abi};
      }
    }
  }
  return std::nullopt;
}

std::optional<ModuleCall> module_call(std::string_view syscall_body) {
  FieldReader fields(syscall_body);
  const auto arch = number_in(fields.next(), "arch", 16);
  if (!arch) return std::nullopt;
  const auto number = number_in(fields.next(), "syscall", 10);
  return number ? module_call(*arch, *number) : std::nullopt;
}

std::vector<std::uint32_t> module_call_numbers() {
  std::vector<std::uint32_t> all;
  for (const Numbers& numbers : table()) all.insert(all.end(), numbers.calls.begin(), numbers.calls.end());
  return all;
}

}  // namespace modtrail

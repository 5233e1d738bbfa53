#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "modtrail/uapi/abi.h"
#include "modtrail/uapi/syscalls.h"

namespace modtrail {

// One of the three calls that load and unload modules, as a machine that libaudit knows numbers it.
struct ModuleCall {
  Syscall syscall = Syscall::InitModule;
  AuditMachine machine = AuditMachine::X86_64;
  Abi abi = Abi::B64;
};
std::optional<ModuleCall> module_call(std::uint32_t audit_arch, std::uint32_t number);

// By the two fields that every SYSCALL record begins with: "arch=c000003e syscall=313 ".
std::optional<ModuleCall> module_call(std::string_view syscall_body);

// Every number that some machine has for one of the calls, without x32's bit.
std::vector<std::uint32_t> module_call_numbers();

}  // namespace modtrail

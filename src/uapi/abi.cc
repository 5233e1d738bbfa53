#include "modtrail/uapi/abi.h"

// The numbers are those of the kernel's syscall tables (arch/*/kernel/syscalls/*.tbl,
// asm-generic/unistd.h) and of uapi/linux/audit.h: AUDIT_ARCH_* is the ELF machine, with bit 31 for
// 64 bits and bit 30 for little endian.
namespace modtrail {
namespace {

constexpr std::uint32_t kX32Bit = 0x40000000;
constexpr std::uint32_t kNone = 0xffffffff;

struct Numbers {
  Arch arch;
  Abi abi;
  std::uint32_t audit_arch;
  std::array<std::uint32_t, 7> by_syscall;  // in the order of Syscall
};

constexpr std::array kNumbers = {
    Numbers{Arch::X86_64, Abi::B64, 0xC000003E, {175, 313, 176, 59, 322, 174, 178}},
    Numbers{Arch::X86_64, Abi::B32, 0x40000003, {128, 350, 129, 11, 358, 127, 167}},
    Numbers{Arch::X86_64,
            Abi::X32,
            0xC000003E,
            {kX32Bit | 175, kX32Bit | 313, kX32Bit | 176, kX32Bit | 520, kX32Bit | 545, kX32Bit | 174, kX32Bit | 178}},
    Numbers{Arch::I386, Abi::B32, 0x40000003, {128, 350, 129, 11, 358, 127, 167}},
    Numbers{Arch::Aarch64, Abi::B64, 0xC00000B7, {105, 273, 106, 221, 281, kNone, kNone}},
    Numbers{Arch::Aarch64, Abi::B32, 0x40000028, {128, 379, 129, 11, 387, kNone, kNone}},
    Numbers{Arch::Ppc64le, Abi::B64, 0xC0000015, {128, 353, 129, 11, 362, 127, 166}},
    Numbers{Arch::S390x, Abi::B64, 0x80000016, {128, 344, 129, 11, 354, 127, 167}},
    Numbers{Arch::S390x, Abi::B32, 0x00000016, {128, 344, 129, 11, 354, 127, 167}},
};

constexpr std::array kArches = {Arch::X86_64, Arch::I386, Arch::Aarch64, Arch::Ppc64le, Arch::S390x};
constexpr std::array kAbis = {Abi::B64, Abi::B32, Abi::X32};
constexpr std::array kEveryCall = {Syscall::InitModule, Syscall::FinitModule,  Syscall::DeleteModule, Syscall::Execve,
                                   Syscall::Execveat,   Syscall::CreateModule, Syscall::QueryModule};

template <class Values>
auto find_named(const Values& values, std::string_view wanted) -> std::optional<typename Values::value_type> {
  for (const auto value : values) {
    if (name(value) == wanted) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name(Arch arch) {
  switch (arch) {
    case Arch::X86_64:
      return "x86_64";
    case Arch::I386:
      return "i386";
    case Arch::Aarch64:
      return "aarch64";
    case Arch::Ppc64le:
      return "ppc64le";
    case Arch::S390x:
      return "s390x";
  }
  return "";
}

std::string_view name(Abi abi) {
  switch (abi) {
    case Abi::B64:
      return "b64";
    case Abi::B32:
      return "b32";
    case Abi::X32:
      return "x32";
  }
  return "";
}

std::string_view name(Syscall syscall) {
  switch (syscall) {
    case Syscall::InitModule:
      return "init_module";
    case Syscall::FinitModule:
      return "finit_module";
    case Syscall::DeleteModule:
      return "delete_module";
    case Syscall::Execve:
      return "execve";
    case Syscall::Execveat:
      return "execveat";
    case Syscall::CreateModule:
      return "create_module";
    case Syscall::QueryModule:
      return "query_module";
  }
  return "";
}

std::string_view name(Operation operation) {
  switch (operation) {
    case Operation::Load:
      return "load";
    case Operation::Unload:
      return "unload";
    case Operation::Execute:
      return "execute";
    case Operation::Gone:
      return "gone";
  }
  return "";
}

std::optional<Arch> parse_arch(std::string_view name) {
  return find_named(kArches, name);
}
std::optional<Abi> parse_abi(std::string_view name) {
  return find_named(kAbis, name);
}
std::optional<Syscall> parse_syscall(std::string_view name) {
  return find_named(kEveryCall, name);
}

Operation operation_of(Syscall syscall) {
  switch (syscall) {
    case Syscall::InitModule:
    case Syscall::FinitModule:
      return Operation::Load;
    case Syscall::DeleteModule:
      return Operation::Unload;
    case Syscall::Execve:
    case Syscall::Execveat:
      return Operation::Execute;
    case Syscall::CreateModule:
    case Syscall::QueryModule:
      return Operation::Gone;
  }
  return Operation::Execute;
}

std::vector<Abi> abis(Arch arch) {
  std::vector<Abi> found;
  for (const Numbers& numbers : kNumbers) {
    if (numbers.arch == arch) found.push_back(numbers.abi);
  }
  return found;
}

std::optional<Entry> entry(Arch arch, Abi abi, Syscall syscall) {
  for (const Numbers& numbers : kNumbers) {
    if (numbers.arch != arch || numbers.abi != abi) continue;
    const std::uint32_t number = numbers.by_syscall[static_cast<std::size_t>(syscall)];
    return number == kNone ? std::nullopt : std::optional(Entry{numbers.audit_arch, number});
  }
  return std::nullopt;
}

}  // namespace modtrail

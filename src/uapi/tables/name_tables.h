#pragma once

#include <optional>
#include <span>
#include <string_view>

// Tables of names and numbers.  Each is sorted by name; where a number has several names, the first
// one in that order is the one libaudit prints.
namespace modtrail::tables {

struct NumberRow {
  std::string_view name;
  int number = 0;
};

constexpr bool by_name(const NumberRow& a, const NumberRow& b) {
  return a.name < b.name;
}

std::span<const NumberRow> x86_64_syscalls();
std::span<const NumberRow> i386_syscalls();
std::span<const NumberRow> aarch64_syscalls();
std::span<const NumberRow> arm_syscalls();
std::span<const NumberRow> ppc_syscalls();
std::span<const NumberRow> s390_syscalls();
std::span<const NumberRow> s390x_syscalls();
std::span<const NumberRow> riscv64_syscalls();
std::span<const NumberRow> riscv32_syscalls();
std::span<const NumberRow> errnos();
std::span<const NumberRow> record_types();

// The case a table's names are in; what is looked up is folded to it (ASCII).
enum class Case { Lower, Upper };

bool equal_folded(std::string_view name, std::string_view lower);  // `lower` is in lower case

const NumberRow* find_by_name(std::span<const NumberRow> rows, std::string_view name, Case names);
const NumberRow* find_by_number(std::span<const NumberRow> rows, int number);

}  // namespace modtrail::tables

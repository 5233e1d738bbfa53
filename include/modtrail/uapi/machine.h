#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "modtrail/base/result.h"
#include "modtrail/uapi/abi.h"
#include "modtrail/uapi/version.h"

// What is known, or assumed, of the machine the rules are for.  Every fact carries where it comes from, and every
// result prints the facts it rests on.
namespace modtrail {

enum class FactSource : std::uint8_t { Assumed, Machine, Root, Option };

template <class T>
struct Fact {
  T value{};
  FactSource source = FactSource::Assumed;
};

enum class Switch : std::uint8_t { Off, On };
enum class AuditBoot : std::uint8_t { Absent, On, Off };  // audit= on the kernel's command line: none, 1, 0
enum class Commit : std::uint8_t { Boot, Reload };        // into an empty kernel, or over the same rules
enum class Loader : std::uint8_t { Augenrules, Auditctl };
enum class Awk : std::uint8_t { MawkOld, Mawk, Gawk };  // MawkOld (up to 1.3.4-20200120) does not know \s
enum class Compression : std::uint8_t { None, Xz, Zstd, Gz };
enum class Lockdown : std::uint8_t { None, Integrity, Confidentiality };  // as /sys/kernel/security/lockdown
enum class LoadedRules : std::uint8_t { AsFiles, Read };

struct Machine {
  Fact<Arch> arch{Arch::X86_64};
  Fact<Version> kernel{{6, 1, 0}};
  Fact<Version> auditctl{{3, 0, 9}};
  Fact<Switch> x32{Switch::Off};
  Fact<Switch> ia32{Switch::On};
  Fact<std::optional<std::string>> lsm;  // as /sys/kernel/security/lsm; nothing: unknown, every answer is tried
  Fact<AuditBoot> audit{AuditBoot::On};
  Fact<Commit> commit{Commit::Boot};
  Fact<Loader> loader{Loader::Augenrules};
  Fact<Awk> awk{Awk::MawkOld};
  Fact<std::uint32_t> uid_min{1000};
  Fact<Version> kmod{{30, 0, 0}};
  Fact<Compression> module_compression{Compression::None};
  Fact<Switch> tracefs{Switch::On};  // mounted or not
  Fact<Switch> auditd_registered{Switch::On};
  // They keep modules from being loaded, and no attempt from being recorded.
  Fact<Switch> modules_disabled{Switch::Off};
  Fact<Lockdown> lockdown{Lockdown::None};
  Fact<LoadedRules> loaded_rules{LoadedRules::AsFiles};
};

// The facts by name, in the order of printing: "arch", "kernel", "auditctl", "x32", "ia32", "lsm", "audit", "commit",
// "loader", "awk", "uid-min", "kmod", "module-compression", "tracefs", "auditd-registered",
// "modules-disabled", "lockdown", "loaded-rules".
const std::vector<std::string_view>& fact_names();

struct FactText {
  std::string value;  // as --assume takes it: "x86_64", "3.0.9", "off", "unknown"
  FactSource source = FactSource::Assumed;
};
FactText fact(const Machine& machine, std::string_view name);  // empty for a name that is none
// Errors: unknown fact (with the nearest name), a value it cannot have (with those it can), a version out of range.
Result<> set_fact(Machine& machine, std::string_view name, std::string_view value, FactSource source);

// The values a fact could have instead, as set_fact takes them: what is tried to learn whether a verdict rests on it.
std::vector<std::string> alternatives(const Machine& machine, std::string_view name);

std::string_view name(FactSource source);  // "assumed", "machine", "root", "option"

bool has_lsm(const Machine& machine, std::string_view lsm);  // false where the list is unknown

}  // namespace modtrail

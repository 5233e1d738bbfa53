#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/result.h"
#include "modtrail/controls/scanner.h"
#include "modtrail/filter/coverage.h"

// What standards demand, as data: controls/*.yaml (controls/README.md says how to write one), built into the library.
namespace modtrail {

enum class KeyDemand : std::uint8_t {
  None,   // a record is enough
  Any,    // a record with a key
  Given,  // a record with this key
};
enum class AbiDemand : std::uint8_t {
  Native,  // the machine's own: b64 on x86_64
  Every,   // all that a program can reach
  Listed,
};
enum class SettingDemand : std::uint8_t {
  Locked,             // the rules are locked once they are loaded (-e 2)
  GoesOnAfterErrors,  // a rule that fails costs no other (-c, -i)
  TasksAudited,       // no task is born without an audit context (never,task; -e 0)
  AuditedFromBoot,    // the kernel was started with audit=1
};
std::string_view name(SettingDemand setting);  // as in the files: "goes-on-after-errors"

// "Attempts at these calls leave a record", "running these programs leaves a record" or "auditing is set like this":
// one of the three.
struct Requirement {
  std::vector<Syscall> syscalls;   // module calls, those that are gone among them
  std::vector<std::string> tools;  // "insmod"
  std::optional<SettingDemand> setting;
  AbiDemand abis = AbiDemand::Every;
  std::vector<Abi> listed;
  Scope scope = Scope::Everyone;
  KeyDemand key = KeyDemand::None;
  std::string key_name;
  bool operator==(const Requirement&) const = default;
};

bool wants_abi(const Requirement& requirement, Arch arch, Abi abi);
std::string describe(const Requirement& requirement);  // what it demands, in words

struct Control {
  std::string id;
  std::string title;
  std::vector<Requirement> requirements;  // all of them
  std::optional<ScannerChecks> checks;    // all of them pass: the scanner does
  std::string pool;                       // of which nodes it speaks: "master", "worker" (all others); "": any
};

struct Profile {
  std::string name;
  std::string title;
  std::string source;  // where the standard is published
  std::vector<Control> controls;
};

// Requirements that several controls share, by name.
using Obligations = std::map<std::string, std::vector<Requirement>, std::less<>>;

// Errors: bad YAML, an unknown word, something missing; each with its place.
Result<Obligations> parse_obligations(std::string_view text, std::string_view file);
Result<std::vector<Profile>> parse_profiles(std::string_view text, std::string_view file,
                                            const Obligations& obligations);

// The Compliance Operator's name of a profile of ours: "rhcos4-e8" of e8-rhcos4; "" where it has none.
std::string_view operator_profile(std::string_view profile);

// The profiles built in, by name.
Result<std::vector<Profile>> profiles();

}  // namespace modtrail

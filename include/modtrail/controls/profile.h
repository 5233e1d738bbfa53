#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/result.h"
#include "modtrail/controls/assessment.h"

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

// "Attempts at these calls leave a record", or "running these programs leaves a record".
struct Requirement {
  std::vector<Syscall> syscalls;
  AbiDemand abis = AbiDemand::Every;
  std::vector<Abi> listed;
  Scope scope = Scope::Everyone;
  std::vector<std::string> tools;  // "insmod"; then there are no syscalls
  KeyDemand key = KeyDemand::None;
  std::string key_name;
};

struct Control {
  std::string id;
  std::string title;
  std::vector<Requirement> requirements;  // all of them
  std::optional<ScannerChecks> checks;    // all of them pass: the scanner does
};

struct Profile {
  std::string name;
  std::string title;
  std::string source;  // where the standard is published
  std::vector<Control> controls;
};

// Errors: bad YAML, an unknown word, something missing; each with its place.
Result<Profile> parse_profile(std::string_view text, std::string_view file);

// The profiles built in, by name.
Result<std::vector<Profile>> profiles();

// The evidence a control is judged by: what the kernel would do, not what the files look like.
struct JudgedRows {
  Arch arch = Arch::X86_64;
  const std::vector<Row>& everyone;
  const std::vector<Row>& logins;
  const std::vector<ExecuteRow>& execute;
};

// Every requirement holds: pass.  One does not: fail.  One cannot be decided: undecided.  The machine has none of the
// ABIs it speaks of: not applicable.  A pass is blind to the first attempt of anyone that leaves no record.
ControlResult judge_control(const Profile& profile, const Control& control, const JudgedRows& judged);

}  // namespace modtrail

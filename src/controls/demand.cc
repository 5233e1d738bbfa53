#include <algorithm>

#include "modtrail/controls/profile.h"

// A requirement in words.
namespace modtrail {
namespace {

std::string join(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " and " : ", ";
    out += words[i];
  }
  return out;
}

std::string abis_in_words(const Requirement& requirement) {
  switch (requirement.abis) {
    case AbiDemand::Native:
      return " through the machine's own ABI";
    case AbiDemand::Every:
      return " through every ABI";
    case AbiDemand::Listed:
      break;
  }
  std::vector<std::string> words;
  for (const Abi abi : requirement.listed) words.emplace_back(name(abi));
  return " through " + join(words);
}

std::string key_in_words(const Requirement& requirement) {
  switch (requirement.key) {
    case KeyDemand::None:
      return "";
    case KeyDemand::Any:
      return " with a key";
    case KeyDemand::Given:
      break;
  }
  return " with key " + requirement.key_name;
}

std::string setting_in_words(SettingDemand setting) {
  switch (setting) {
    case SettingDemand::Locked:
      return "the rules are locked once they are loaded (-e 2)";
    case SettingDemand::GoesOnAfterErrors:
      return "a rule that fails to load costs no other (-c)";
    case SettingDemand::TasksAudited:
      return "every task is audited";
    case SettingDemand::AuditedFromBoot:
      break;
  }
  return "the kernel is started with audit=1";
}

}  // namespace

std::string_view name(SettingDemand setting) {
  switch (setting) {
    case SettingDemand::Locked:
      return "locked";
    case SettingDemand::GoesOnAfterErrors:
      return "goes-on-after-errors";
    case SettingDemand::TasksAudited:
      return "tasks-audited";
    case SettingDemand::AuditedFromBoot:
      break;
  }
  return "audited-from-boot";
}

bool wants_abi(const Requirement& requirement, Arch arch, Abi abi) {
  switch (requirement.abis) {
    case AbiDemand::Native:
      return abi == abis(arch).front();
    case AbiDemand::Every:
      return true;
    case AbiDemand::Listed:
      break;
  }
  return std::find(requirement.listed.begin(), requirement.listed.end(), abi) != requirement.listed.end();
}

std::string describe(const Requirement& requirement) {
  if (requirement.setting) return setting_in_words(*requirement.setting);
  std::vector<std::string> words = requirement.tools;
  for (const Syscall syscall : requirement.syscalls) words.emplace_back(name(syscall));
  const std::string who = requirement.scope == Scope::Logins ? " by people who logged in" : " by anyone";
  return (requirement.tools.empty() ? "" : "running ") + join(words) + who + abis_in_words(requirement) +
         (words.size() == 1 ? " is recorded" : " are recorded") + key_in_words(requirement);
}

}  // namespace modtrail

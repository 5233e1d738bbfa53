#include <array>
#include <cerrno>

#include "modtrail/trail/module_event.h"

namespace modtrail {

namespace {

struct OutcomeName {
  ModuleOutcome outcome = ModuleOutcome::Done;
  std::string_view name;
};
constexpr auto kOutcomes = std::to_array<OutcomeName>({{ModuleOutcome::Done, "done"},
                                                       {ModuleOutcome::Refused, "refused"},
                                                       {ModuleOutcome::Absent, "absent"},
                                                       {ModuleOutcome::Busy, "busy"},
                                                       {ModuleOutcome::Exists, "exists"},
                                                       {ModuleOutcome::Invalid, "invalid"},
                                                       {ModuleOutcome::Failed, "failed"}});

constexpr std::int64_t kLastErrno = 4095;

ModuleOutcome outcome_of_errno(int number) {
  switch (number) {
    case EPERM:
    case EACCES:
    case EKEYREJECTED:
    case ENOKEY:
    case EKEYEXPIRED:
    case EKEYREVOKED:
    case EBADMSG:
    case ENOPKG:
      return ModuleOutcome::Refused;
    case ENOENT:
      return ModuleOutcome::Absent;
    case EAGAIN:
    case EBUSY:
      return ModuleOutcome::Busy;
    case EEXIST:
      return ModuleOutcome::Exists;
    case ENOEXEC:
    case EBADF:
    case EINVAL:
    case EFAULT:
    case ELIBBAD:
    case E2BIG:
    case ENAMETOOLONG:
      return ModuleOutcome::Invalid;
    default:
      return ModuleOutcome::Failed;
  }
}

}  // namespace

std::string_view name(ModuleOutcome outcome) {
  return kOutcomes[static_cast<std::size_t>(outcome)].name;
}

std::optional<ModuleOutcome> parse_outcome(std::string_view name) {
  for (const OutcomeName& row : kOutcomes) {
    if (row.name == name) return row.outcome;
  }
  return std::nullopt;
}

ModuleOutcome outcome_of(std::int64_t exit) {
  return exit >= 0 || exit < -kLastErrno ? ModuleOutcome::Done : outcome_of_errno(static_cast<int>(-exit));
}

std::string_view name(ModuleOrigin origin) {
  switch (origin) {
    case ModuleOrigin::Login:
      return "login";
    case ModuleOrigin::Autoload:
      return "autoload";
    case ModuleOrigin::Boot:
      return "boot";
    case ModuleOrigin::Service:
      return "service";
    case ModuleOrigin::Unknown:
      return "unknown";
  }
  return "";
}

}  // namespace modtrail

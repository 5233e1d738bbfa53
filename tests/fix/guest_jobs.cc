// modtrail_fixed SEED COUNT PART PARTS: for each group of profiles COUNT random rulesets, fixed, as a job for a guest
// (tests/vm/guest/main.cc): the rules, and attempts that all must leave a record; and "complaint HEX" where the model
// finds something wrong already.  Every PARTSth group, from PART on.
//
// A ruleset with -e 2 would end the guest's boot: as the last line it becomes -e 1, which records the same; otherwise
// the ruleset is left out.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>

#include "fix/groups.h"
#include "fix/random_rules.h"
#include "fix/verify.h"
#include "modtrail/base/text.h"

namespace modtrail::testing_fix {
namespace {

std::string hex(const std::string& text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

bool locks(std::string_view line) {
  return line == "-e 2";
}

// Nothing where a lock has rules or deletions behind it, which then decides about records.
std::optional<std::string> without_last_lock(const std::string& rules) {
  std::vector<std::string_view> lines = split(rules, '\n');
  bool locked = false;
  for (; !lines.empty() && (lines.back().empty() || locks(lines.back())); lines.pop_back()) {
    locked = locked || locks(lines.back());
  }
  if (std::any_of(lines.begin(), lines.end(), locks)) return std::nullopt;
  std::string out;
  for (const std::string_view line : lines) out += std::string(line) + "\n";
  return locked ? out + "-e 1\n" : out;
}

void print_attempt(Abi abi, Syscall call, std::string_view who) {
  std::printf("attempt abi=%s syscall=%s %s\n", std::string(name(abi)).c_str(), std::string(name(call)).c_str(),
              std::string(who).c_str());
}

// Everyone's for the calls there are, people's for those a profile asks for besides.
void print_attempts(const Profile& profile) {
  for (const Abi abi : {Abi::B64, Abi::B32}) {
    for (const Syscall call : kModuleSyscalls) {
      for (const char* who : {"", "auid=1000 uid=1000 euid=1000", "uid=33 euid=33"}) {
        print_attempt(abi, call, who);
      }
    }
  }
  for (const Control& control : profile.controls) {
    for (const Requirement& demand : control.requirements) {
      for (const Syscall call : demand.syscalls) {
        for (const Abi abi : {Abi::B64, Abi::B32}) {
          if (wants_abi(demand, Arch::X86_64, abi)) print_attempt(abi, call, "auid=1000 uid=1000 euid=1000");
        }
      }
    }
  }
}

// One file, as auditctl -R loads it.
Site site_of(unsigned seed) {
  std::mt19937 random(seed);
  Site out;
  out.kind = InputKind::File;
  out.tree.add_file("/10-base.rules", "-D\n" + random_rules(random));
  return out;
}

Result<> print_job(const Profile& profile, unsigned seed) {
  const Site site = site_of(seed);
  const FixPlan plan = TRY(plan_for(profile, site));
  const Site after = TRY(applied(site, plan));
  const std::string rules = TRY(after.tree.read("/10-base.rules", kFileLimit));
  std::printf("ruleset %s/%u\n", profile.name.c_str(), seed);
  for (const std::string& complaint : complaints_about(profile, site, plan, after)) {
    std::printf("complaint %s\n", hex(complaint + "\n" + rules).c_str());
  }
  if (const std::optional<std::string> loaded = without_last_lock(rules)) {
    std::printf("load %s\n", hex(*loaded).c_str());
    print_attempts(profile);
  }
  std::printf("end\n");
  return {};
}

struct Share {
  unsigned seed = 0;
  unsigned count = 0;
  unsigned part = 0;
  unsigned parts = 1;
};

int print_jobs(const Share& share) {
  const Result<std::vector<Profile>> all = profiles();
  if (!all) return 1;
  const std::vector<Group> groups = groups_of(*all);
  for (std::size_t group = share.part; group < groups.size(); group += share.parts) {
    for (unsigned i = 0; i < share.count; ++i) {
      const std::vector<const Profile*>& profiles = groups[group].profiles;
      if (!print_job(*profiles[i % profiles.size()], share.seed + i)) return 1;
    }
  }
  return 0;
}

}  // namespace
}  // namespace modtrail::testing_fix

int main(int count, char** words) {
  if (count != 5) return 2;
  const auto number = [&](int i) { return static_cast<unsigned>(std::strtoul(words[i], nullptr, 10)); };
  const modtrail::testing_fix::Share share{number(1), number(2), number(3), number(4)};
  return share.parts == 0 ? 2 : modtrail::testing_fix::print_jobs(share);
}

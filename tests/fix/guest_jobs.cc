// modtrail_fixed SEED COUNT: for each group of profiles COUNT random rulesets, fixed, as a job for a guest
// (tests/vm/guest/main.cc): the rules, and attempts that all must leave a record.
//
// A ruleset with -e 2 would end the guest's boot: as the last line it is left out, for there it decides nothing about
// records; otherwise the ruleset is.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <random>
#include <string>

#include "fix/groups.h"
#include "fix/random_rules.h"
#include "modtrail/base/text.h"
#include "modtrail/controls/fix.h"

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
  while (!lines.empty() && (lines.back().empty() || locks(lines.back()))) lines.pop_back();
  if (std::any_of(lines.begin(), lines.end(), locks)) return std::nullopt;
  std::string out;
  for (const std::string_view line : lines) out += std::string(line) + "\n";
  return out;
}

void print_attempt(Abi abi, Syscall call, std::string_view who) {
  std::printf("attempt abi=%s syscall=%s %s\n", std::string(name(abi)).c_str(), std::string(name(call)).c_str(),
              std::string(who).c_str());
}

// Everyone's for the calls there are, people's for those a profile asks for besides.
void print_attempts(const Profile& profile) {
  for (const Abi abi : {Abi::B64, Abi::B32}) {
    for (const Syscall call : kModuleSyscalls) {
      for (const char* who : {"", "auid=1000 uid=1000 euid=1000", "auid=1000", "auid=0", "uid=33 euid=33"}) {
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

int print_job(const Profile& profile, unsigned seed) {
  std::mt19937 random(seed);
  MemoryTree tree;
  tree.add_file("/site.rules", "-D\n" + random_rules(random));
  const RuleInput input{InputKind::File, "site.rules", &tree, "/site.rules"};
  FixRequest request;
  request.profiles = {profile.name};
  const World world = assumed_world(Machine());
  const Result<FixPlan> plan = plan_fix(input, world, request);
  if (!plan) return 1;
  const auto edits = edits_of(*plan, input, world);
  if (!edits) return 1;
  const std::string rules = edits->empty() ? tree.read("/site.rules", kFileLimit).value_or("") : edits->front().after;
  const std::optional<std::string> loaded = without_last_lock(rules);
  if (!loaded) return 0;
  std::printf("ruleset %s/%u\nload %s\n", profile.name.c_str(), seed, hex(*loaded).c_str());
  print_attempts(profile);
  std::printf("end\n");
  return 0;
}

int print_jobs(unsigned seed, unsigned count) {
  const Result<std::vector<Profile>> all = profiles();
  if (!all) return 1;
  for (const Group& group : groups_of(*all)) {
    for (unsigned i = 0; i < count; ++i) {
      if (print_job(*group.profiles[i % group.profiles.size()], seed++) != 0) return 1;
    }
  }
  return 0;
}

}  // namespace
}  // namespace modtrail::testing_fix

int main(int count, char** words) {
  if (count != 3) return 2;
  const auto number = [&](int i) { return static_cast<unsigned>(std::strtoul(words[i], nullptr, 10)); };
  return modtrail::testing_fix::print_jobs(number(1), number(2));
}

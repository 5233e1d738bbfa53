#include "controls/remedy.h"

#include <algorithm>
#include <map>

#include "controls/obstacles.h"
#include "modtrail/base/text.h"

namespace modtrail {
namespace {

// What auditctl can be given after -k, and a search finds again.
bool is_plain_key(std::string_view key) {
  return !key.empty() && key.size() <= 31 && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.' || c == ':' || c == '/';
  });
}

bool names_module_call(const Rule& rule, Arch arch) {
  if (rule.action != Action::Always || !concerns_modules(rule, arch) || !lists_syscalls(rule)) return false;
  for (const Abi abi : abis(arch)) {
    for (const Syscall syscall : kModuleSyscalls) {
      if (names_call(rule, arch, abi, syscall)) return true;
    }
  }
  return false;
}

}  // namespace

std::string rule_line(Abi abi, const std::vector<Syscall>& syscalls, const std::string& key, Place place) {
  std::string out = place == Place::Prepend ? "-A" : "-a";
  out += " always,exit -F arch=" + std::string(name(abi)) + " -S ";
  for (std::size_t i = 0; i < syscalls.size(); ++i) out += (i == 0 ? "" : ",") + std::string(name(syscalls[i]));
  return out + " -k " + key;
}

std::vector<std::string> lines_for_gaps(const std::vector<Row>& rows, Arch arch, const RuleStyle& style) {
  std::vector<std::string> out;
  for (const Abi abi : abis(arch)) {
    std::vector<Syscall> missing;
    for (const Row& row : rows) {
      if (row.abi == abi && is_gap(row)) missing.push_back(row.syscall);
    }
    if (style.cut == RuleCut::Least && !missing.empty()) out.push_back(rule_line(abi, missing, style.key, style.place));
    if (style.cut == RuleCut::Least) continue;
    for (const Syscall syscall : missing) out.push_back(rule_line(abi, {syscall}, style.key, style.place));
  }
  return out;
}

std::string site_key(const Filter& filter, Arch arch) {
  std::map<std::string, std::size_t> counts;
  std::string best = "modules";
  std::size_t most = 0;
  for (const FilterRule& entry : filter.exit) {
    if (!names_module_call(entry.rule, arch)) continue;
    const std::string joined = key_of(entry.rule);
    for (const std::string_view key : split(joined, '\x01')) {
      if (!is_plain_key(key) || ++counts[std::string(key)] <= most) continue;
      most = counts[std::string(key)];
      best = std::string(key);
    }
  }
  return best;
}

std::vector<std::string> gaps_left(const std::vector<Row>& rows) {
  std::vector<std::string> out;
  for (const Row& row : rows) {
    if (!is_gap(row)) continue;
    out.push_back(std::string(name(row.syscall)) + " on " + std::string(name(row.abi)) + " stays " +
                  (row.recorded == Recorded::Undecided ? "undecided" : "unrecorded") +
                  (row.reason.empty() ? "" : ": " + row.reason));
  }
  const bool x32 = std::any_of(rows.begin(), rows.end(), [](const Row& row) {
    return row.abi == Abi::X32 && row.recorded != Recorded::Always && row.recorded != Recorded::Unreachable;
  });
  if (x32) out.emplace_back("no exit rule can name a call of the x32 ABI: start the kernel with syscall.x32=n");
  return out;
}

}  // namespace modtrail

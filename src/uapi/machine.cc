#include "modtrail/uapi/machine.h"

#include <algorithm>
#include <array>

#include "modtrail/base/text.h"
#include "modtrail/uapi/release.h"

// One table of facts: how each is printed, set, and what it could be instead.  A fact's values are
// words (a closed enum), a version within a range, a number, or a list of LSMs.
namespace modtrail {
namespace {

template <class T>
struct Word {
  T value;
  std::string_view text;
};

constexpr std::array kSwitchWords = {Word<Switch>{Switch::Off, "off"}, Word<Switch>{Switch::On, "on"}};
constexpr std::array kMountWords = {Word<Switch>{Switch::Off, "unmounted"}, Word<Switch>{Switch::On, "mounted"}};
constexpr std::array kAuditWords = {Word<AuditBoot>{AuditBoot::Absent, "absent"}, Word<AuditBoot>{AuditBoot::On, "1"},
                                    Word<AuditBoot>{AuditBoot::Off, "0"}};
constexpr std::array kCommitWords = {Word<Commit>{Commit::Boot, "boot"}, Word<Commit>{Commit::Reload, "reload"}};
constexpr std::array kLoaderWords = {Word<Loader>{Loader::Augenrules, "augenrules"},
                                     Word<Loader>{Loader::Auditctl, "auditctl"}};
constexpr std::array kAwkWords = {Word<Awk>{Awk::MawkOld, "mawk-old"}, Word<Awk>{Awk::Mawk, "mawk"},
                                  Word<Awk>{Awk::Gawk, "gawk"}};
constexpr std::array kCompressionWords = {
    Word<Compression>{Compression::None, "none"}, Word<Compression>{Compression::Xz, "xz"},
    Word<Compression>{Compression::Zstd, "zstd"}, Word<Compression>{Compression::Gz, "gz"}};
constexpr std::array kLockdownWords = {Word<Lockdown>{Lockdown::None, "none"},
                                       Word<Lockdown>{Lockdown::Integrity, "integrity"},
                                       Word<Lockdown>{Lockdown::Confidentiality, "confidentiality"}};
constexpr std::array kLoadedRulesWords = {Word<LoadedRules>{LoadedRules::AsFiles, "as-files"},
                                          Word<LoadedRules>{LoadedRules::Read, "read"}};
constexpr std::array kArchWords = {Word<Arch>{Arch::X86_64, "x86_64"}, Word<Arch>{Arch::I386, "i386"},
                                   Word<Arch>{Arch::Aarch64, "aarch64"}, Word<Arch>{Arch::Ppc64le, "ppc64le"},
                                   Word<Arch>{Arch::S390x, "s390x"}};

template <class Words, class T>
std::string word_of(const Words& words, T value) {
  for (const auto& word : words) {
    if (word.value == value) return std::string(word.text);
  }
  return {};
}

template <class Words>
std::string spell(const Words& words) {
  std::string out;
  for (const auto& word : words) {
    if (!out.empty()) out += &word == &words.back() ? " or " : ", ";
    out += word.text;
  }
  return out;
}

tl::unexpected<Error> bad_value(std::string_view name, std::string_view value, const std::string& valid) {
  return fail(std::string(name) + " cannot be \"" + printable(value) + "\": it is " + valid);
}

template <class Words, class T>
Result<> set_word(const Words& words, Fact<T>& fact, std::string_view name, std::string_view value, FactSource source) {
  for (const auto& word : words) {
    if (word.text != value) continue;
    fact = Fact<T>{word.value, source};
    return {};
  }
  return bad_value(name, value, spell(words));
}

// What a switch may be called besides its word.
std::string_view plain_switch(std::string_view value) {
  if (value == "yes" || value == "1") return "on";
  return value == "no" || value == "0" ? "off" : value;
}

template <class Words, class T>
std::vector<std::string> other_words(const Words& words, T present) {
  std::vector<std::string> others;
  for (const auto& word : words) {
    if (word.value != present) others.emplace_back(word.text);
  }
  return others;
}

// ---- versions ----

struct VersionRange {
  Version least;
  Version beyond;  // the first that is too new
  std::string_view valid;
};

constexpr VersionRange kKernels = {
    {4, 16, 0}, {100, 0, 0}, "a version from 4.16 on, or a release such as rhel9 or debian12"};
constexpr VersionRange kAuditctls = {
    {3, 0, 0}, {4, 3, 0}, "a version from 3.0 to 4.2, or a release such as rhel9 or debian12"};
constexpr VersionRange kKmods = {{1, 0, 0}, {1000, 0, 0}, "a version such as 30"};

Result<> set_version(const VersionRange& range, Fact<Version>& fact, std::string_view name, std::string_view value,
                     FactSource source) {
  const auto version = parse_version(value);
  if (!version) return bad_value(name, value, std::string(range.valid));
  if (*version < range.least) {
    return fail(std::string(name) + " " + to_string(*version) + " is older than modtrail knows: it is " +
                std::string(range.valid));
  }
  if (*version >= range.beyond) {
    return fail(std::string(name) + " " + to_string(*version) + " is newer than modtrail knows: it is " +
                std::string(range.valid));
  }
  fact = Fact<Version>{*version, source};
  return {};
}

// Where behaviour changes.  A representative stands for all versions from `since` to the next.
struct VersionClass {
  Version since;
  Version representative;
};

constexpr std::array kKernelClasses = {VersionClass{{0, 0, 0}, {5, 10, 0}}, VersionClass{{5, 16, 0}, {6, 1, 0}},
                                       VersionClass{{6, 12, 0}, {6, 12, 0}}};
constexpr std::array kAuditctlClasses = {VersionClass{{0, 0, 0}, {3, 0, 9}}, VersionClass{{3, 1, 1}, {3, 1, 1}},
                                         VersionClass{{3, 1, 2}, {3, 1, 2}}, VersionClass{{3, 1, 3}, {3, 1, 5}},
                                         VersionClass{{4, 0, 0}, {4, 0, 4}}, VersionClass{{4, 0, 5}, {4, 0, 5}},
                                         VersionClass{{4, 1, 0}, {4, 1, 2}}, VersionClass{{4, 2, 0}, {4, 2, 0}}};
constexpr std::array kKmodClasses = {VersionClass{{0, 0, 0}, {30, 0, 0}}, VersionClass{{31, 0, 0}, {31, 0, 0}}};

template <class Classes>
std::vector<std::string> other_versions(const Classes& classes, const Version& present) {
  std::vector<std::string> others;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const bool before_next = i + 1 == classes.size() || present < classes[i + 1].since;
    const bool own = present >= classes[i].since && before_next;
    if (!own) others.push_back(to_string(classes[i].representative));
  }
  return others;
}

// ---- LSMs ----

constexpr std::array<std::string_view, 3> kKnownStacks = {"lockdown,yama,apparmor", "lockdown,yama,apparmor,tomoyo",
                                                          "lockdown,yama,selinux"};
// The LSMs that change what the filter sees.
constexpr std::array<std::string_view, 4> kTelling = {"apparmor", "selinux", "smack", "tomoyo"};
constexpr std::size_t kLongestStack = 256;

bool in_stack(std::string_view stack, std::string_view lsm) {
  const auto names = split(stack, ',');
  return std::find(names.begin(), names.end(), lsm) != names.end();
}

bool tell_the_same(std::string_view a, std::string_view b) {
  return std::all_of(kTelling.begin(), kTelling.end(),
                     [&](std::string_view lsm) { return in_stack(a, lsm) == in_stack(b, lsm); });
}

bool is_stack(std::string_view value) {
  constexpr std::string_view kBytes = "abcdefghijklmnopqrstuvwxyz0123456789_-,";
  if (value.empty() || value.size() > kLongestStack) return false;
  if (value.find_first_not_of(kBytes) != std::string_view::npos) return false;
  const auto names = split(value, ',');
  return std::none_of(names.begin(), names.end(), [](std::string_view n) { return n.empty(); });
}

Result<> write_lsm(Machine& machine, std::string_view name, std::string_view value, FactSource source) {
  if (value == "unknown") {
    machine.lsm = {std::nullopt, source};
    return {};
  }
  if (!is_stack(value)) {
    return bad_value(name, value,
                     "a list as in /sys/kernel/security/lsm, such as lockdown,yama,apparmor, or "
                     "unknown");
  }
  machine.lsm = {std::string(value), source};
  return {};
}

std::vector<std::string> other_stacks(const Machine& machine) {
  std::vector<std::string> others;
  if (!machine.lsm.value) return others;
  for (const std::string_view stack : kKnownStacks) {
    if (!tell_the_same(stack, *machine.lsm.value)) others.emplace_back(stack);
  }
  return others;
}

// ---- one row a fact ----

using Read = FactText (*)(const Machine&);
using Write = Result<> (*)(Machine&, std::string_view name, std::string_view value, FactSource);
using Others = std::vector<std::string> (*)(const Machine&);

struct Row {
  std::string_view name;
  Read read;
  Write write;
  Others others;
};

std::vector<std::string> no_others(const Machine& /*machine*/) {
  return {};
}

template <auto Member, const auto& Words>
FactText read_word(const Machine& machine) {
  return {word_of(Words, (machine.*Member).value), (machine.*Member).source};
}

template <auto Member, const auto& Words>
Result<> write_word(Machine& machine, std::string_view name, std::string_view value, FactSource source) {
  return set_word(Words, machine.*Member, name, value, source);
}

template <auto Member, const auto& Words>
std::vector<std::string> others_of_word(const Machine& machine) {
  return other_words(Words, (machine.*Member).value);
}

template <auto Member, const auto& Words>
constexpr Row word_row(std::string_view name, Others others = others_of_word<Member, Words>) {
  return Row{name, read_word<Member, Words>, write_word<Member, Words>, others};
}

template <auto Member>
Result<> write_switch(Machine& machine, std::string_view name, std::string_view value, FactSource source) {
  return set_word(kSwitchWords, machine.*Member, name, plain_switch(value), source);
}

template <auto Member>
constexpr Row switch_row(std::string_view name, Others others = others_of_word<Member, kSwitchWords>) {
  return Row{name, read_word<Member, kSwitchWords>, write_switch<Member>, others};
}

template <auto Member>
FactText read_version(const Machine& machine) {
  return {to_string((machine.*Member).value), (machine.*Member).source};
}

// The value is a version, or the short name of a release that ships one.
template <auto Member, const auto& Range, auto Shipped>
Result<> write_version(Machine& machine, std::string_view name, std::string_view value, FactSource source) {
  const auto release = find_release(value);
  const std::string text = release ? to_string((*release).*Shipped) : std::string(value);
  return set_version(Range, machine.*Member, name, text, source);
}

template <auto Member, const auto& Classes>
std::vector<std::string> others_of_version(const Machine& machine) {
  return other_versions(Classes, (machine.*Member).value);
}

bool has_abi(const Machine& machine, Abi abi) {
  const auto all = abis(machine.arch.value);
  return std::find(all.begin(), all.end(), abi) != all.end();
}

std::vector<std::string> other_x32(const Machine& machine) {
  if (!has_abi(machine, Abi::X32)) return {};
  return other_words(kSwitchWords, machine.x32.value);
}

std::vector<std::string> other_ia32(const Machine& machine) {
  const bool native = machine.arch.value == Arch::I386;
  if (native || !has_abi(machine, Abi::B32)) return {};
  return other_words(kSwitchWords, machine.ia32.value);
}

FactText read_lsm(const Machine& machine) {
  return {machine.lsm.value.value_or("unknown"), machine.lsm.source};
}

FactText read_uid_min(const Machine& machine) {
  return {std::to_string(machine.uid_min.value), machine.uid_min.source};
}

Result<> write_uid_min(Machine& machine, std::string_view name, std::string_view value, FactSource source) {
  const auto number = parse_number(value);
  if (!number || *number >= 0xFFFFFFFFU) {
    return bad_value(name, value, "a number below 4294967295");
  }
  machine.uid_min = {static_cast<std::uint32_t>(*number), source};
  return {};
}

constexpr std::array kRows = {
    word_row<&Machine::arch, kArchWords>("arch", no_others),
    Row{"kernel", read_version<&Machine::kernel>, write_version<&Machine::kernel, kKernels, &Release::kernel>,
        others_of_version<&Machine::kernel, kKernelClasses>},
    Row{"auditctl", read_version<&Machine::auditctl>, write_version<&Machine::auditctl, kAuditctls, &Release::auditctl>,
        others_of_version<&Machine::auditctl, kAuditctlClasses>},
    switch_row<&Machine::x32>("x32", other_x32),
    switch_row<&Machine::ia32>("ia32", other_ia32),
    Row{"lsm", read_lsm, write_lsm, other_stacks},
    word_row<&Machine::audit, kAuditWords>("audit"),
    word_row<&Machine::commit, kCommitWords>("commit"),
    word_row<&Machine::loader, kLoaderWords>("loader"),
    word_row<&Machine::awk, kAwkWords>("awk"),
    Row{"uid-min", read_uid_min, write_uid_min, no_others},
    Row{"kmod", read_version<&Machine::kmod>, write_version<&Machine::kmod, kKmods, &Release::kmod>,
        others_of_version<&Machine::kmod, kKmodClasses>},
    word_row<&Machine::module_compression, kCompressionWords>("module-compression"),
    word_row<&Machine::tracefs, kMountWords>("tracefs"),
    switch_row<&Machine::auditd_registered>("auditd-registered"),
    switch_row<&Machine::modules_disabled>("modules-disabled", no_others),
    word_row<&Machine::lockdown, kLockdownWords>("lockdown", no_others),
    word_row<&Machine::loaded_rules, kLoadedRulesWords>("loaded-rules", no_others),
};

const Row* find_row(std::string_view name) {
  const auto* const found = std::find_if(kRows.begin(), kRows.end(), [&](const Row& row) { return row.name == name; });
  return found == kRows.end() ? nullptr : found;
}

}  // namespace

const std::vector<std::string_view>& fact_names() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> all;
    for (const Row& row : kRows) all.push_back(row.name);
    return all;
  }();
  return names;
}

FactText fact(const Machine& machine, std::string_view name) {
  const Row* const row = find_row(name);
  return row == nullptr ? FactText{} : row->read(machine);
}

Result<> set_fact(Machine& machine, std::string_view name, std::string_view value, FactSource source) {
  const Row* const row = find_row(name);
  if (row != nullptr) return row->write(machine, name, value, source);
  std::string message = "there is no fact \"" + printable(name) + "\"";
  if (const auto meant = nearest(name, fact_names())) {
    message += ": did you mean " + std::string(*meant) + "?";
  }
  return fail(std::move(message));
}

std::vector<std::string> alternatives(const Machine& machine, std::string_view name) {
  const Row* const row = find_row(name);
  return row == nullptr ? std::vector<std::string>{} : row->others(machine);
}

std::string_view name(FactSource source) {
  switch (source) {
    case FactSource::Assumed:
      return "assumed";
    case FactSource::Machine:
      return "machine";
    case FactSource::Root:
      return "root";
    case FactSource::Option:
      return "option";
  }
  return "";
}

bool has_lsm(const Machine& machine, std::string_view lsm) {
  return machine.lsm.value && in_stack(*machine.lsm.value, lsm);
}

}  // namespace modtrail

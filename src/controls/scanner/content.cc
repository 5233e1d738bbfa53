#include "controls/scanner/content.h"

#include <algorithm>
#include <array>
#include <string>

// The patterns are OVAL's, word for word: that is what is predicted.  They were read from ComplianceAsCode 0.1.83
// (commit b3a2cca) and from Debian 12's 0.1.65; where the two differ, `content` decides.  Every check has the same
// frame:
//
//   the unit that loads the rules calls augenrules, and X holds for /etc/audit/rules.d, or
//   it calls auditctl, and X holds for /etc/audit/audit.rules
//
// and a rule says what its X is.
namespace modtrail::scanner {
namespace {

using Products = unsigned;
constexpr Products kRhcos4 = 1;
constexpr Products kRhel8 = 2;
constexpr Products kRhel9 = 4;
constexpr Products kRhel10 = 8;
constexpr Products kDebian12 = 16;
constexpr Products kUbuntu2404 = 32;
constexpr Products kRhels = kRhel8 | kRhel9 | kRhel10;
constexpr Products kEvery = kRhcos4 | kRhels | kDebian12 | kUbuntu2404;
constexpr Products kIn65 = kRhcos4 | kRhel8 | kRhel9;  // those of our products that 0.1.65 has

enum class Shape : std::uint8_t { Aggregate, Syscall, Watch, Kmod, Setting, NoLine, WholeFile };

struct Row {
  std::string_view id;
  Shape shape;
  std::string_view argument;
  Products in_83;
  Products in_65;
  std::optional<Arch> not_on = std::nullopt;
};

constexpr std::string_view kModuleLoadText =
    "## These rules watch for kernel module insertion. By monitoring\n"
    "## the syscall, we do not need any watches on programs.\n"
    "-a always,exit -F arch=b32 -S init_module,finit_module -F key=module-load\n"
    "-a always,exit -F arch=b64 -S init_module,finit_module -F key=module-load\n"
    "-a always,exit -F arch=b32 -S delete_module -F key=module-unload\n"
    "-a always,exit -F arch=b64 -S delete_module -F key=module-unload\n";

constexpr std::array<Row, 14> kRules = {{
    {"audit_module_load", Shape::WholeFile, kModuleLoadText, kRhcos4 | kRhels, kIn65, Arch::Ppc64le},
    {"audit_rules_continue_loading", Shape::Setting, R"(^\-c\s*$)", kRhel8 | kRhel10, 0},
    {"audit_rules_enable_syscall_auditing", Shape::NoLine, R"(^[\s]*-a[\s]+task,never[\s]*$)", 0, kIn65},
    {"audit_rules_immutable", Shape::Setting, R"(^\-e\s+2\s*$)", kEvery, kIn65},
    {"audit_rules_kernel_module_loading", Shape::Aggregate, "", kEvery & ~kUbuntu2404, kIn65},
    {"audit_rules_kernel_module_loading_create", Shape::Syscall, "create_module", kEvery & ~kRhcos4, 0, Arch::Aarch64},
    {"audit_rules_kernel_module_loading_delete", Shape::Syscall, "delete_module", kEvery, kIn65},
    {"audit_rules_kernel_module_loading_finit", Shape::Syscall, "finit_module", kEvery, kIn65},
    {"audit_rules_kernel_module_loading_init", Shape::Syscall, "init_module", kEvery, kIn65},
    {"audit_rules_kernel_module_loading_query", Shape::Syscall, "query_module", kEvery & ~kRhcos4, 0, Arch::Aarch64},
    {"audit_rules_privileged_commands_insmod", Shape::Watch, "/sbin/insmod", kRhel10 | kDebian12, 0},
    {"audit_rules_privileged_commands_kmod", Shape::Kmod, "", kEvery, kRhel8 | kRhel9},
    {"audit_rules_privileged_commands_modprobe", Shape::Watch, "/sbin/modprobe", kRhel10 | kDebian12 | kUbuntu2404, 0},
    {"audit_rules_privileged_commands_rmmod", Shape::Watch, "/sbin/rmmod", kRhel10 | kDebian12, 0},
}};

Products product_named(std::string_view name) {
  if (name == "rhcos4") return kRhcos4;
  if (name == "rhel8") return kRhel8;
  if (name == "rhel9") return kRhel9;
  if (name == "rhel10") return kRhel10;
  if (name == "debian12") return kDebian12;
  if (name == "ubuntu2404") return kUbuntu2404;
  return 0;
}

Products products_of(const Row& row, ContentVersion content) {
  switch (content) {
    case ContentVersion::V0_1_65:
      return row.in_65;
    case ContentVersion::V0_1_83:
      break;
  }
  return row.in_83;
}

// Which content, for which product.
struct Edition {
  Products product;
  ContentVersion content;
};

Criteria text(TextTest test) {
  Criteria out;
  out.kind = Criteria::Kind::Text;
  out.test = std::move(test);
  return out;
}

Criteria join(Criteria::Kind kind, std::vector<Criteria> of) {
  Criteria out;
  out.kind = kind;
  out.of = std::move(of);
  return out;
}

FileChoice rules_directory() {
  return {"/etc/audit/rules.d", R"(^/etc/audit/rules\.d/.*\.rules$)"};
}
FileChoice rules_file() {
  return {"/etc/audit/audit.rules", std::nullopt};
}
// The same as a pattern, not anchored: /etc/audit/audit.rules.save is among its files.
FileChoice rules_file_pattern() {
  return {"/etc/audit", "/etc/audit/audit.rules"};
}

Criteria unit_has(std::string_view unit, std::string_view pattern) {
  TextTest test;
  test.files.start = "/usr/lib/systemd/system/" + std::string(unit);
  test.pattern = pattern;
  test.instances = Instances::Every;
  return text(std::move(test));
}

// Up to audit 3 auditd.service loads the rules, from 4 audit-rules.service does; RHCOS 4 is built from either.
Criteria loaded_by(Criteria::Kind kind, const Edition& edition) {
  const bool augenrules = kind == Criteria::Kind::Augenrules;
  const Criteria older =
      augenrules ? unit_has("auditd.service", R"(^(ExecStartPost=\-\/sbin\/augenrules.*$|Requires=augenrules.service))")
                 : unit_has("auditd.service", R"(^ExecStartPost=\-\/sbin\/auditctl.*$)");
  const Criteria newer = augenrules ? unit_has("audit-rules.service", R"(^ExecStart=(\/usr|)?\/sbin\/augenrules.*$)")
                                    : unit_has("audit-rules.service", R"(^ExecStart=\/sbin\/auditctl.*$)");
  if (edition.product == kRhel10) return join(kind, {newer});
  const bool either = edition.product == kRhcos4 && edition.content == ContentVersion::V0_1_83;
  return join(kind, {either ? join(Criteria::Kind::Or, {older, newer}) : older});
}

Criteria framed(const Edition& edition, Criteria in_directory, Criteria in_file) {
  return join(Criteria::Kind::Or,
              {join(Criteria::Kind::And, {loaded_by(Criteria::Kind::Augenrules, edition), std::move(in_directory)}),
               join(Criteria::Kind::And, {loaded_by(Criteria::Kind::Auditctl, edition), std::move(in_file)})});
}

// b32 in any case, b64 unless the machine is known to have none.
Criteria both_abis(const Criteria& b32, const Criteria& b64) {
  return join(Criteria::Kind::And, {b32, join(Criteria::Kind::Or, {join(Criteria::Kind::Not64Bit, {}), b64})});
}

bool demands_logins(const Edition& edition) {
  return (edition.product & (kRhels | kUbuntu2404)) != 0;
}

Criteria syscall_on(const FileChoice& files, std::string_view call, std::string_view abi, const Edition& edition) {
  const std::string name(call);
  std::string pattern = R"(^[\s]*-a[\s]+always,exit[\s]+(?:.*-F[\s]+arch=)" + std::string(abi) +
                        R"([\s]+)(?:.*(-S[\s]+)" + name + R"([\s]+|([\s]+|[,]))" + name + R"(([\s]+|[,]))).*)";
  if (demands_logins(edition)) pattern += R"((?:-F\s+auid>=1000[\s]+)(?:-F\s+auid!=(unset|4294967295))\s+)";
  pattern += R"((-k[\s]+|-F[\s]+key=)[\S]+[\s]*$)";
  TextTest test;
  test.files = files;
  test.pattern = std::move(pattern);
  return text(std::move(test));
}

Criteria syscall(std::string_view call, const Edition& edition) {
  const auto in = [&](const FileChoice& files) {
    return both_abis(syscall_on(files, call, "b32", edition), syscall_on(files, call, "b64", edition));
  };
  return framed(edition, in(rules_directory()), in(rules_file()));
}

Criteria aggregate(const Edition& edition) {
  std::vector<Criteria> of;
  for (const std::string_view call : {"init_module", "delete_module", "finit_module"})
    of.push_back(syscall(call, edition));
  return join(Criteria::Kind::And, std::move(of));
}

Criteria once(const FileChoice& files, std::string pattern) {
  TextTest test;
  test.files = files;
  test.pattern = std::move(pattern);
  test.instances = Instances::Every;
  test.existence = Existence::OnlyOne;
  return text(std::move(test));
}

Criteria watch(std::string_view program, const Edition& edition) {
  const std::string pattern = R"(^[\s]*-w[\s]+)" + std::string(program) + R"([\s]+-p[\s]+x\b.*$)";
  return framed(edition, once(rules_directory(), pattern), once(rules_file(), pattern));
}

std::string kmod_pattern(std::string_view arch, const Edition& edition) {
  return R"(^[\s]*-a[\s]+always,exit[\s]+)" + std::string(arch) + R"(-F[\s]+path=\/usr\/bin\/kmod)" +
         (edition.product == kRhcos4 ? "" : R"((?:[\s]+-F[\s]+perm=x))") +
         R"([\s]+-F[\s]+auid>=1000[\s]+-F[\s]+auid!=(?:4294967295|unset|-1)[\s]+(?:-k[\s]+|-F[\s]+key=)[\S]+[\s]*$)";
}

Criteria kmod_in(const FileChoice& files, const FileChoice& files_of_watch, const Edition& edition) {
  if (edition.product == kRhel10) {
    return both_abis(once(files, kmod_pattern(R"(-F[\s]+arch=b32[\s]+)", edition)),
                     once(files, kmod_pattern(R"(-F[\s]+arch=b64[\s]+)", edition)));
  }
  const Criteria rule = once(files, kmod_pattern("", edition));
  if (edition.product != kUbuntu2404) return rule;
  const Criteria old = once(files_of_watch, R"(^[\s]*-w[\s]+/bin/kmod[\s]+-p[\s]+x([\s]+-k[\s]+[\S]+)?[\s]*$)");
  return join(Criteria::Kind::Or, {old, rule});
}

Criteria kmod(const Edition& edition) {
  const FileChoice file = edition.content == ContentVersion::V0_1_65 ? rules_file() : rules_file_pattern();
  return framed(edition, kmod_in(rules_directory(), rules_directory(), edition), kmod_in(file, rules_file(), edition));
}

Criteria line(std::string_view pattern, Existence existence, const Edition& edition) {
  const auto in = [&](const FileChoice& files) {
    TextTest test;
    test.files = files;
    test.pattern = pattern;
    test.existence = existence;
    return text(std::move(test));
  };
  return framed(edition, in(rules_directory()), in(rules_file()));
}

Criteria whole_file(std::string_view content) {
  TextTest test;
  test.files.start = "/etc/audit/rules.d/43-module-load.rules";
  test.pattern = "^.*$";
  test.existence = Existence::All;
  test.lines = Lines::Single;
  test.text = content;
  return text(std::move(test));
}

Criteria criteria_of(const Row& row, const Edition& edition) {
  switch (row.shape) {
    case Shape::Aggregate:
      return aggregate(edition);
    case Shape::Syscall:
      return syscall(row.argument, edition);
    case Shape::Watch:
      return watch(row.argument, edition);
    case Shape::Kmod:
      return kmod(edition);
    case Shape::Setting:
      return line(row.argument, Existence::AtLeastOne, edition);
    case Shape::NoLine:
      return line(row.argument, Existence::None, edition);
    case Shape::WholeFile:
      break;
  }
  return whole_file(row.argument);
}

}  // namespace

std::optional<ContentRule> find_rule(std::string_view product, std::string_view rule, ContentVersion content) {
  const Products wanted = product_named(product);
  const auto* const row = std::find_if(kRules.begin(), kRules.end(), [&](const Row& one) { return one.id == rule; });
  if (row == kRules.end() || (products_of(*row, content) & wanted) == 0) return std::nullopt;
  ContentRule out;
  out.criteria = criteria_of(*row, {wanted, content});
  out.verified = (row->in_65 & wanted) != 0 ? Verified::Yes : Verified::No;
  out.not_on = row->not_on;
  return out;
}

std::vector<std::string_view> rules_of(std::string_view product, ContentVersion content) {
  std::vector<std::string_view> out;
  for (const Row& row : kRules) {
    if ((products_of(row, content) & product_named(product)) != 0) out.push_back(row.id);
  }
  return out;
}

}  // namespace modtrail::scanner

#include "modtrail/controls/scanner.h"

#include <gtest/gtest.h>

#include <string>

#include "controls/scanner/content.h"
#include "controls/scanner/pattern.h"

namespace modtrail {
namespace {

constexpr char kAugenrules[] = "[Service]\nExecStartPost=-/sbin/augenrules --load\n";
constexpr char kImmutable[] = "audit_rules_immutable";
const std::string kRules = "/etc/audit/rules.d/";

MemoryTree root(const std::string& unit = kAugenrules) {
  MemoryTree tree;
  tree.add_file("/usr/lib/systemd/system/auditd.service", unit);
  tree.add_directory("/etc/audit/rules.d");
  return tree;
}

std::optional<ScannerPrediction> predicted(const MemoryTree& tree, const std::string& rule,
                                           const std::string& product = "rhel9", const std::string& at = "/image") {
  return predict_scanner({InputKind::Root, at, &tree, ""}, Machine(), {{product, {rule}}}).front();
}

// "-e 2" somewhere below a root: does the scanner find it?
std::string immutable(const MemoryTree& tree, const std::string& at = "/image") {
  const auto prediction = predicted(tree, kImmutable, "rhel9", at);
  return prediction ? std::string(name(prediction->verdict)) : "none";
}

std::string immutable_in(const std::string& path, const std::string& content) {
  MemoryTree tree = root();
  tree.add_file(path, content);
  return immutable(tree);
}

TEST(Scanner, LinesAreMatchedAsOvalDoes) {
  const struct {
    const char* why;
    std::string content;
    const char* verdict;
  } rows[] = {
      {"plain", "-D\n-e 2\n", "pass"},
      {"no newline at the end", "-e 2", "pass"},
      {"blanks reach over lines", "-e\n\n2\n", "pass"},
      {"a carriage return is a blank", "-e 2\r\n", "pass"},
      {"a vertical tab is a blank", "-e\v2\n", "pass"},
      {"a no-break space is none",
       "-e\xC2\xA0"
       "2\n",
       "fail"},
      {"lines end at newlines only", "x\r-e 2\n", "fail"},
      {"blank before", " -e 2\n", "fail"},
      {"comment behind", "-e 2 # end\n", "fail"},
      {"read to the first NUL", std::string("x\n\0-e 2\n", 8), "fail"},
      {"what comes after a NUL is not looked at", std::string("-e 2\n\0\xFF", 7), "pass"},
      {"not UTF-8", "-e 2\n\xFF\n", "error"},
      {"a surrogate is not UTF-8", "-e 2\n\xED\xA0\x80\n", "error"},
      {"empty", "", "fail"},
  };
  for (const auto& row : rows) EXPECT_EQ(immutable_in(kRules + "a.rules", row.content), row.verdict) << row.why;
}

TEST(Scanner, FilesAreFoundAsTheWalkDoes) {
  for (const char* name : {"a.rules", ".hidden.rules", ".rules", "sub/a.rules", "a/b/c/d.rules", "dir.rules/a.rules",
                           "ends.rules\n", "\xC3\xA4.rules", "etc/audit/a.rules"}) {
    EXPECT_EQ(immutable_in(kRules + name, "-e 2\n"), "pass") << name;
  }
  for (const char* name : {"a.rules~", "a.conf", "dir.rules/a", "new\nline.rules", "\xFF.rules", "A.RULES"}) {
    EXPECT_EQ(immutable_in(kRules + name, "-e 2\n"), "fail") << name;
  }
  EXPECT_EQ(immutable_in("/etc/audit/audit.rules", "-e 2\n"), "fail");
}

TEST(Scanner, LinksLeadOutOfARootButNotOutOfTheMachine) {
  const struct {
    const char* from;
    const char* to;
    const char* in_root;
    const char* on_machine;
  } rows[] = {
      {"/etc/audit/rules.d/a.rules", "../kept", "pass", "pass"},
      {"/etc/audit/rules.d/a.rules", "/etc/audit/kept", "fail", "pass"},
      {"/etc/audit/rules.d/a.rules", "../../../../../etc/audit/kept", "fail", "pass"},
      {"/etc/audit/rules.d/a.rules", "../../../etc/audit/kept", "pass", "pass"},
      {"/etc/audit/rules.d/a.rules", "a.rules", "fail", "fail"},
      {"/etc/audit/rules.d/a.rules", "gone", "fail", "fail"},
      {"/etc/audit/rules.d/more", "../store", "pass", "pass"},
      {"/etc/audit/rules.d/more", "..", "pass", "pass"},
      {"/etc/audit/rules.d/more", "/etc/audit/store", "fail", "pass"},
  };
  for (const auto& row : rows) {
    MemoryTree tree = root();
    tree.add_file("/etc/audit/kept", "-e 2\n");
    tree.add_file("/etc/audit/store/kept.rules", "-e 2\n");
    tree.add_link(row.from, row.to);
    EXPECT_EQ(immutable(tree), row.in_root) << row.from << " -> " << row.to;
    EXPECT_EQ(immutable(tree, "/"), row.on_machine) << row.from << " -> " << row.to;
  }
}

TEST(Scanner, RulesDirectoryMayBeALink) {
  MemoryTree tree;
  tree.add_file("/usr/lib/systemd/system/auditd.service", kAugenrules);
  tree.add_file("/etc/audit/real/a.rules", "-e 2\n");
  tree.add_link("/etc/audit/rules.d", "real");
  EXPECT_EQ(immutable(tree), "pass");
}

TEST(Scanner, ADirectoryThatIsItsOwnAncestorIsLeftOut) {
  MemoryTree tree = root();
  tree.add_file(kRules + "a.rules", "-w /sbin/insmod -p x -k m\n");
  tree.add_link(kRules + "again", ".");
  EXPECT_EQ(predicted(tree, "audit_rules_privileged_commands_insmod", "debian12")->verdict, ScannerVerdict::Pass);
}

TEST(Scanner, OnlyOneMeansOneOverAllFiles) {
  const std::string rule = "audit_rules_privileged_commands_insmod";
  const std::string watch = "-w /sbin/insmod -p x -k m\n";
  MemoryTree tree = root();
  tree.add_file(kRules + "a.rules", watch);
  EXPECT_EQ(predicted(tree, rule, "debian12")->verdict, ScannerVerdict::Pass);
  tree.add_file(kRules + "b.rules", "# again\n" + watch);
  const auto twice = predicted(tree, rule, "debian12");
  EXPECT_EQ(twice->verdict, ScannerVerdict::Fail);
  ASSERT_TRUE(twice->because.has_value());
  EXPECT_EQ(*twice->because, (Origin{"/image" + kRules + "b.rules", 2, 0}));
}

TEST(Scanner, TheLoaderDecidesWhichFilesCount) {
  const auto verdict = [](const std::string& unit, const std::string& file) {
    MemoryTree tree = root(unit);
    tree.add_file(file, "-e 2\n");
    return immutable(tree);
  };
  const std::string in_directory = kRules + "a.rules";
  const std::string in_file = "/etc/audit/audit.rules";
  EXPECT_EQ(verdict("ExecStartPost=-/sbin/auditctl -R /etc/audit/audit.rules\n", in_file), "pass");
  EXPECT_EQ(verdict("ExecStartPost=-/sbin/auditctl -R /etc/audit/audit.rules\n", in_directory), "fail");
  EXPECT_EQ(verdict("Requires=augenrules.service\n", in_directory), "pass");
  EXPECT_EQ(verdict("ExecStartPost=-/usr/sbin/augenrules --load\n", in_directory), "fail");
  EXPECT_EQ(verdict("#ExecStartPost=-/sbin/augenrules --load\n", in_directory), "fail");
  EXPECT_EQ(verdict("\xFF\n", in_directory), "error");
}

TEST(Scanner, NewerProductsAskTheOtherUnit) {
  MemoryTree tree;
  tree.add_file("/usr/lib/systemd/system/audit-rules.service", "ExecStart=/usr/sbin/augenrules --load\n");
  tree.add_file(kRules + "a.rules", "-e 2\n");
  EXPECT_EQ(predicted(tree, kImmutable, "rhel10")->verdict, ScannerVerdict::Pass);
  EXPECT_EQ(predicted(tree, kImmutable, "rhcos4")->verdict, ScannerVerdict::Pass);
  EXPECT_EQ(predicted(tree, kImmutable, "rhel9")->verdict, ScannerVerdict::Fail);
  const auto older = predict_scanner({InputKind::Root, "/image", &tree, ""}, Machine(), {{"rhcos4", {kImmutable}}},
                                     ContentVersion::V0_1_65);
  EXPECT_EQ(older.front()->verdict, ScannerVerdict::Fail);
}

// oscap asks uname, and with OSCAP_PROBE_ROOT it asks nobody and demands b64 in any case.
TEST(Scanner, B64IsDemandedUnlessTheMachineItselfHasNone) {
  MemoryTree tree = root();
  tree.add_file(kRules + "a.rules", "-a always,exit -F arch=b32 -S init_module -F auid>=1000 -F auid!=unset -k m\n");
  const std::vector<ScannerChecks> checks = {{"rhel9", {"audit_rules_kernel_module_loading_init"}}};
  Machine machine;
  EXPECT_EQ(predict_scanner({InputKind::Root, "", &tree, ""}, machine, checks)[0]->verdict, ScannerVerdict::Fail);
  machine.arch.value = Arch::I386;
  EXPECT_EQ(predict_scanner({InputKind::Root, "", &tree, ""}, machine, checks)[0]->verdict, ScannerVerdict::Pass);
  EXPECT_EQ(predict_scanner({InputKind::Root, "/image", &tree, ""}, machine, checks)[0]->verdict, ScannerVerdict::Fail);
}

TEST(Scanner, AWholeFileIsComparedByteByByte) {
  const std::string rule = "audit_module_load";
  const auto content = scanner::find_rule("rhel9", rule, ContentVersion::V0_1_83);
  ASSERT_TRUE(content && content->criteria.test.text);
  const std::string text = *content->criteria.test.text;
  const auto verdict = [&](const std::string& bytes) {
    MemoryTree tree = root();
    tree.add_file(kRules + "43-module-load.rules", bytes);
    return predicted(tree, rule)->verdict;
  };
  EXPECT_EQ(verdict(text), ScannerVerdict::Pass);
  EXPECT_EQ(verdict(text + std::string("\0x", 2)), ScannerVerdict::Pass);
  EXPECT_EQ(verdict(text + "\n"), ScannerVerdict::Fail);
  EXPECT_EQ(verdict(text.substr(0, text.size() - 1)), ScannerVerdict::Fail);
  EXPECT_EQ(verdict(""), ScannerVerdict::Fail);
  EXPECT_EQ(verdict(std::string("\0", 1)), ScannerVerdict::Error);  // the second search begins behind the end
}

TEST(Scanner, SeveralRulesAreAsGoodAsTheirWorst) {
  MemoryTree tree = root();
  tree.add_file(kRules + "a.rules", "-e 2\n");
  const RuleInput input{InputKind::Root, "/image", &tree, ""};
  const auto both = predict_scanner(input, Machine(), {{"rhel8", {kImmutable, "audit_rules_continue_loading"}}});
  EXPECT_EQ(both.front()->verdict, ScannerVerdict::Fail);
  EXPECT_FALSE(both.front()->verified);  // 0.1.65 has no such rule
  const auto one = predict_scanner(input, Machine(), {{"rhel8", {kImmutable}}});
  EXPECT_EQ(one.front()->verdict, ScannerVerdict::Pass);
  EXPECT_TRUE(one.front()->verified);
  EXPECT_EQ(*one.front()->because, (Origin{"/image" + kRules + "a.rules", 1, 0}));
}

TEST(Scanner, DirectoriesAndFilesStandForRulesDirectory) {
  MemoryTree tree;
  tree.add_file("/home/a/x.rules", "-e 2\n");
  tree.add_file("/home/a/deep/y.rules", "-w /sbin/insmod -p x\n");
  tree.add_file("/home/plain", "# immutable\n-e 2\n");
  const std::vector<ScannerChecks> checks = {{"debian12", {kImmutable}},
                                             {"debian12", {"audit_rules_privileged_commands_insmod"}}};
  const auto directory = predict_scanner({InputKind::Directory, "a", &tree, "/home/a"}, Machine(), checks);
  EXPECT_EQ(directory[0]->verdict, ScannerVerdict::Pass);
  EXPECT_EQ(directory[1]->verdict, ScannerVerdict::Pass);
  EXPECT_EQ(*directory[1]->because, (Origin{"a/deep/y.rules", 1, 0}));
  const auto file = predict_scanner({InputKind::File, "plain", &tree, "/home/plain"}, Machine(), checks);
  EXPECT_EQ(*file[0]->because, (Origin{"plain", 2, 0}));
  EXPECT_EQ(file[1]->verdict, ScannerVerdict::Fail);
  const auto listing = predict_scanner({InputKind::Listing, "plain", &tree, "/home/plain"}, Machine(), checks);
  EXPECT_FALSE(listing[0] || listing[1]);
}

TEST(Scanner, WithoutAuditdNothingApplies) {
  const auto verdict = [](const std::string& status, const std::string& product) {
    MemoryTree tree = root();
    tree.add_file(kRules + "a.rules", "-e 2\n");
    tree.add_file("/var/lib/dpkg/status", status);
    return predicted(tree, kImmutable, product)->verdict;
  };
  const std::string installed = "Package: auditd\nStatus: install ok installed\nVersion: 1:3.0.9-1\n\n";
  const std::string removed =
      "Package: auditd\nStatus: deinstall ok config-files\n\nPackage: x\nStatus: a b installed\n";
  EXPECT_EQ(verdict(installed, "debian12"), ScannerVerdict::Pass);
  EXPECT_EQ(verdict(removed, "debian12"), ScannerVerdict::NotApplicable);
  EXPECT_EQ(verdict("Package: auditd-doc\nStatus: install ok installed\n", "ubuntu2404"),
            ScannerVerdict::NotApplicable);
  EXPECT_EQ(verdict(removed, "rhel9"), ScannerVerdict::Pass);
}

TEST(Scanner, UnknownRulesAndProductsHaveNoPrediction) {
  const MemoryTree tree = root();
  EXPECT_FALSE(predicted(tree, "audit_rules_kernel_module_loading", "ubuntu2404"));
  EXPECT_FALSE(predicted(tree, kImmutable, "rhel7"));
  EXPECT_FALSE(predicted(tree, "package_audit_installed"));
}

TEST(Scanner, EveryPatternCompiles) {
  const auto check = [](const auto& self, const scanner::Criteria& criteria) -> void {
    for (const scanner::Criteria& part : criteria.of) self(self, part);
    if (criteria.kind != scanner::Criteria::Kind::Text) return;
    EXPECT_TRUE(scanner::Pattern::compile(criteria.test.pattern, scanner::PatternUse::Lines)) << criteria.test.pattern;
    EXPECT_EQ(criteria.test.pattern.front(), '^');
  };
  for (const char* product : {"rhcos4", "rhel8", "rhel9", "rhel10", "debian12", "ubuntu2404"}) {
    for (const ContentVersion content : {ContentVersion::V0_1_65, ContentVersion::V0_1_83}) {
      for (const std::string_view rule : scanner::rules_of(product, content)) {
        check(check, scanner::find_rule(product, rule, content)->criteria);
      }
    }
  }
}

// Links that multiply the ways through a tree.
TEST(Scanner, AWalkEnds) {
  MemoryTree tree = root();
  const std::string names = "abcdefghi";
  for (const char from : names) {
    const std::string directory = kRules + from;
    tree.add_file(directory + "/x.rules", "\n");
    for (const char to : names) tree.add_link(directory + "/" + to, std::string("../") + to);
  }
  EXPECT_EQ(immutable(tree), "none");
}

// Lines that multiply the ways through a pattern: oscap gives up on the first.
TEST(Scanner, ASearchEnds) {
  std::string line = "-a always,exit ";
  for (int i = 0; i < 400; ++i) line += "-F arch=b32 -F arch=b64 -S init_module ";
  std::string text;
  for (int i = 0; i < 100; ++i) text += line + "\n";
  MemoryTree tree = root();
  tree.add_file(kRules + "a.rules", text);
  EXPECT_EQ(predicted(tree, "audit_rules_kernel_module_loading_init", "rhcos4")->verdict, ScannerVerdict::Error);
}

}  // namespace
}  // namespace modtrail

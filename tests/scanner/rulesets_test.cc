// The 78 measured rulesets: the scanner's verdicts as predicted, the kernel's records by the model.
#include <gtest/gtest.h>

#include <algorithm>

#include "modtrail/base/file.h"
#include "modtrail/controls/scanner.h"
#include "modtrail/filter/evaluate.h"
#include "modtrail/filter/pipeline.h"
#include "modtrail/filter/watch.h"
#include "modtrail/uapi/attempt_reader.h"
#include "scanner/ruleset_file.h"
#include "source_path.h"

namespace modtrail::rulesets {
namespace {

RulesetFile rulesets() {
  const auto content = read_file(source_path("tests/scanner/rulesets.cases"), kFileLimit);
  auto file = content ? parse_rulesets(*content) : fail(content.error().message);
  EXPECT_TRUE(file.has_value()) << (file ? "" : file.error().message);
  return file ? *file : RulesetFile{};
}

Machine machine_of(const Ruleset& ruleset) {
  Machine machine;
  EXPECT_TRUE(set_fact(machine, "lsm", "lockdown,capability,landlock,yama,apparmor,tomoyo,bpf", FactSource::Root));
  for (const auto& [name, value] : ruleset.facts) EXPECT_TRUE(set_fact(machine, name, value, FactSource::Option));
  return machine;
}

// A Debian 12 guest with the programs that try.
MemoryTree tree_of(const Ruleset& ruleset, const Machine& machine) {
  MemoryTree tree;
  for (const char* directory : {"/usr/bin", "/usr/sbin", "/etc/audit/rules.d"}) tree.add_directory(directory);
  for (const char* name : {"bin", "sbin", "lib"}) tree.add_link("/" + std::string(name), "usr/" + std::string(name));
  for (const char* program : {"/h64", "/h32", "/init", "/usr/bin/kmod"}) tree.add_file(program, "");
  for (const char* tool : {"insmod", "rmmod", "modprobe"})
    tree.add_link("/usr/sbin/" + std::string(tool), "../bin/kmod");
  const bool augenrules = machine.loader.value == Loader::Augenrules;
  const std::string command = augenrules ? "augenrules --load" : "auditctl -R /etc/audit/audit.rules";
  tree.add_file("/usr/lib/systemd/system/auditd.service", "[Service]\nExecStartPost=-/sbin/" + command + "\n");
  for (const std::string& directory : ruleset.directories) tree.add_directory(directory);
  FileInfo info;
  info.mode = 0640;
  for (const auto& [path, content] : ruleset.files) tree.add_file("/etc/audit/" + path, content, info);
  return tree;
}

std::string letters(const RuleInput& input, const Machine& machine, const std::string& product) {
  std::vector<ScannerChecks> checks;
  for (const char* call : {"init", "finit", "delete"}) {
    checks.push_back({product, {"audit_rules_kernel_module_loading_" + std::string(call)}});
  }
  std::string out;
  for (const auto& prediction : predict_scanner(input, machine, checks)) {
    out += prediction ? name(prediction->verdict).front() : '?';
  }
  return out;
}

std::vector<std::string> recorded_tools(const Filter& filter, const World& world) {
  std::vector<std::string> out;
  for (const ExecuteRow& row : execute_rows(filter, world)) {
    const bool some = row.recorded == Recorded::Always || row.recorded == Recorded::Partly;
    if (some) out.push_back(row.tool.substr(row.tool.rfind('/') + 1));
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::size_t count_recorded(const std::vector<std::string>& attempts, const Filter& filter, const World& world) {
  return static_cast<std::size_t>(std::count_if(attempts.begin(), attempts.end(), [&](const std::string& words) {
    const auto event = read_attempt_words(words);
    EXPECT_TRUE(event.has_value()) << words;
    return event && evaluate(filter, world, *event).recorded == Tri::Yes;
  }));
}

TEST(Rulesets, TheScannerAndTheKernelAsMeasured) {
  const RulesetFile file = rulesets();
  EXPECT_EQ(file.rulesets.size(), 78U);
  EXPECT_EQ(file.attempts.size(), 25U);
  for (const Ruleset& ruleset : file.rulesets) {
    SCOPED_TRACE("rulesets.cases:" + std::to_string(ruleset.line) + ": " + ruleset.id);
    const Machine machine = machine_of(ruleset);
    const MemoryTree tree = tree_of(ruleset, machine);
    const RuleInput input{InputKind::Root, "/image", &tree, ""};
    EXPECT_EQ(letters(input, machine, "rhcos4"), ruleset.rhcos4);
    EXPECT_EQ(letters(input, machine, "rhel9"), ruleset.rhel9);
    const World world = known_world(machine, tree);
    const auto reading = read_rules(input, world);
    ASSERT_TRUE(reading.has_value()) << reading.error().message;
    const Loaded& loaded = reading->loaded;
    EXPECT_EQ(loaded.exit_status, ruleset.status);
    const std::size_t recorded = count_recorded(file.attempts, loaded.filter, world);
    EXPECT_EQ(recorded == ruleset.recorded, ruleset.otherwise.empty()) << recorded << " " << ruleset.otherwise;
    EXPECT_EQ(recorded_tools(loaded.filter, world), ruleset.tools);
  }
}

// What the measurement was for: passed rulesets that lose attempts, and failed ones that lose none.
TEST(Rulesets, TheTextIsNoEvidence) {
  std::size_t passed_and_blind = 0;
  std::size_t passed_and_empty = 0;
  std::size_t failed_and_complete = 0;
  for (const Ruleset& ruleset : rulesets().rulesets) {
    const bool passed = ruleset.rhcos4 == "ppp";
    passed_and_blind += passed && ruleset.recorded < 25 ? 1U : 0U;
    passed_and_empty += passed && ruleset.recorded == 0 ? 1U : 0U;
    failed_and_complete += ruleset.rhcos4 == "fff" && ruleset.recorded == 25 ? 1U : 0U;
  }
  EXPECT_EQ(passed_and_blind, 43U);
  EXPECT_EQ(passed_and_empty, 30U);
  EXPECT_EQ(failed_and_complete, 7U);
}

}  // namespace
}  // namespace modtrail::rulesets

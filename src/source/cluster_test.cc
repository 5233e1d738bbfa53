#include "modtrail/source/cluster.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "modtrail/base/gzip.h"

namespace modtrail {
namespace {

constexpr const char* kPath = "/etc/audit/rules.d/75.rules";

std::string indented(std::string_view text, std::size_t by) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1);
    out += std::string(by, ' ') + std::string(text.substr(at, end + 1 - at));
    at = end + 1;
  }
  return out;
}

// A MachineConfig with one file, whose entry is given without its path.
std::string config(const std::string& name, const std::string& role, const std::string& entry,
                   const std::string& path = kPath) {
  const std::string labels = role.empty() ? "" : "  labels: {machineconfiguration.openshift.io/role: " + role + "}\n";
  return "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfig\nmetadata:\n  name: '" + name + "'\n" +
         labels +
         "spec:\n  config:\n    ignition: {version: 3.2.0}\n    storage:\n      files:\n        - path: " + path +
         "\n" + indented(entry, 10);
}

std::string source(const std::string& text) {
  return "contents: {source: 'data:," + text + "'}\n";
}

Result<std::vector<Pool>> read(const std::string& text, InputOption option = InputOption::MachineConfig) {
  return read_cluster({{"c.yaml", option, text}});
}

std::vector<Pool> pools(const std::string& text) {
  Result<std::vector<Pool>> out = read(text);
  EXPECT_TRUE(out.has_value()) << (out ? "" : out.error().message);
  return out ? std::move(*out) : std::vector<Pool>();
}

const Pool* find(const std::vector<Pool>& all, const std::string& name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Pool& pool) { return pool.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::string text_of(const Pool* pool, const std::string& path = kPath) {
  if (pool == nullptr) return "no pool";
  const auto found =
      std::find_if(pool->files.begin(), pool->files.end(), [&](const PoolFile& file) { return file.path == path; });
  return found == pool->files.end() ? "no file" : found->content;
}

std::string ids(const Pool* pool) {
  std::string out;
  if (pool == nullptr) return "no pool";
  for (const Diagnostic& notice : pool->notices) {
    if (notice.level == Level::Error) out += (out.empty() ? "" : " ") + notice.id;
  }
  return out;
}

// ---- pools ----

TEST(Cluster, TheLastByNameHasTheWholeFile) {
  const auto all = pools(config("80-b", "worker", source("b")) + "---\n" + config("75-a", "worker", source("a")));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(text_of(&all[0]), "b");
  ASSERT_FALSE(all[0].notices.empty());
  EXPECT_EQ(all[0].notices[0].id, "config-replaced");
  EXPECT_NE(all[0].notices[0].message.find("75-a"), std::string::npos);
}

TEST(Cluster, OneWithoutATextLeavesTheTextBeforeIt) {
  const auto all = pools(config("75-a", "worker", source("a")) + "---\n" + config("80-b", "worker", "mode: 0600\n"));
  EXPECT_EQ(text_of(&all[0]), "a");
  const auto empty = pools(config("75-a", "worker", source("a")) + "---\n" + config("80-b", "worker", source("")));
  EXPECT_EQ(text_of(&empty[0]), "");
}

TEST(Cluster, ACustomPoolHasTheWorkersToo) {
  const auto all = pools(config("99-w", "worker", source("w")) + "---\n" + config("10-i", "infra", source("i")) +
                         "---\n" + config("50-m", "master", source("m")));
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(text_of(find(all, "infra")), "i");
  EXPECT_EQ(text_of(find(all, "master")), "m");
  EXPECT_EQ(text_of(find(all, "worker")), "w");
  const auto other =
      pools(config("99-w", "worker", source("w")) + "---\n" + config("10-i", "infra", source("i"), "/x"));
  EXPECT_EQ(text_of(find(other, "infra")), "w");
}

TEST(Cluster, APoolChoosesByItsSelector) {
  const std::string pool =
      "---\napiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfigPool\nmetadata: {name: rt}\n"
      "spec:\n  machineConfigSelector:\n    matchExpressions:\n"
      "      - {key: machineconfiguration.openshift.io/role, operator: In, values: [rt]}\n";
  const auto all = pools(config("1", "worker", source("w")) + "---\n" + config("2", "rt", source("r"), "/x") + pool);
  EXPECT_EQ(text_of(find(all, "rt")), "no file");
  EXPECT_EQ(text_of(find(all, "worker")), "w");
}

TEST(Cluster, OneThatIsRefusedKeepsThePoolAsItIs) {
  const std::string bad = config("90-bad", "worker", "contents: {source: 'data:,a b'}\n", "/x");
  EXPECT_EQ(text_of(find(pools(config("1", "worker", source("w")) + "---\n" + bad), "worker")), "no file");
  const std::string rendered = config("rendered-worker-0123456789abcdef0123456789abcdef", "", source("old"));
  const auto all = pools(config("1", "worker", source("w")) + "---\n" + bad + "---\n" + rendered);
  EXPECT_EQ(text_of(find(all, "worker")), "old");
  EXPECT_EQ(ids(find(all, "worker")), "data-url");
}

TEST(Cluster, ARenderedConfigurationAloneIsThePools) {
  const std::string first = config("rendered-worker-0123456789abcdef0123456789abcdef", "", source("one"));
  const std::string second = config("rendered-worker-fedcba9876543210fedcba9876543210", "", source("two"));
  EXPECT_EQ(text_of(find(pools(first), "worker")), "one");
  EXPECT_FALSE(read(first + "---\n" + second).has_value());
  const std::string pool =
      "---\napiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfigPool\nmetadata: {name: worker}\n"
      "status: {configuration: {name: rendered-worker-fedcba9876543210fedcba9876543210}}\n";
  EXPECT_EQ(text_of(find(pools(first + "---\n" + second + pool), "worker")), "two");
}

TEST(Cluster, KernelArgumentsTellOfAudit) {
  const auto argument = [](const std::string& name, const std::string& value) {
    return "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfig\nmetadata: {name: '" + name +
           "', labels: {machineconfiguration.openshift.io/role: worker}}\nspec: {kernelArguments: [" + value + "]}\n";
  };
  EXPECT_EQ(pools(argument("1", "quiet"))[0].audit, std::nullopt);
  EXPECT_EQ(pools(argument("1", "audit=1") + "---\n" + argument("2", "audit=0"))[0].audit, AuditBoot::Off);
  EXPECT_EQ(pools(argument("2", "audit=1") + "---\n" + argument("1", "audit=0"))[0].audit, AuditBoot::On);
}

TEST(Cluster, IsLaidOverTheNodesOwnFiles) {
  auto all = pools(config("1", "worker", source("-D%0A")));
  const Source node = lay_out(std::move(all[0]), nullptr);
  EXPECT_EQ(node.tree->list("/etc/audit/rules.d").value(),
            (std::vector<std::string>{"75.rules", "audit.rules", "mco-audit-quiet-containers.rules"}));
  EXPECT_EQ(node.input.name, "worker:");
  MemoryTree base;
  base.add_file("/etc/audit/rules.d/10-own.rules", "-b 1\n");
  base.add_file(kPath, "old\n");
  auto again = pools(config("1", "worker", source("-D%0A")));
  const Source known = lay_out(std::move(again[0]), &base);
  EXPECT_EQ(known.tree->list("/etc/audit/rules.d").value(), (std::vector<std::string>{"10-own.rules", "75.rules"}));
  EXPECT_EQ(known.tree->read(kPath, 100).value(), "-D\n");
}

// ---- places ----

std::string spot(const std::string& text, std::uint32_t line, std::uint32_t column) {
  const auto all = pools(text);
  if (all.size() != 1 || all[0].places == nullptr) return "none";
  const auto found = all[0].places->find({all[0].name + ":" + kPath, line, column}, 4);
  if (!found) return "nowhere";
  const std::string under = found->source.substr(found->origin.column - 1, found->width);
  return std::to_string(found->origin.line) + ":" + std::to_string(found->origin.column) + " " + under;
}

TEST(Cluster, FindsLinesInALiteralBlock) {
  const std::string text =
      "variant: openshift\nversion: 4.12.0\nmetadata: {name: x, labels: {machineconfiguration.openshift.io/role: "
      "worker}}\nstorage:\n  files:\n    - path: /etc/audit/rules.d/75.rules\n      contents:\n        inline: |\n"
      "          # one\n\n          -a two words\n";
  EXPECT_EQ(spot(text, 3, 1), "11:11 -a t");
  EXPECT_EQ(spot(text, 3, 4), "11:14 two ");
  EXPECT_EQ(spot(text, 1, 1), "9:11 # on");
}

TEST(Cluster, FindsLinesInAnEncodedUrl) {
  const std::string text = config("1", "worker", "contents:\n  source: data:,%23one%0A-a%20two%20words%0A\n");
  EXPECT_EQ(spot(text, 1, 1), "13:27 %23one");
  EXPECT_EQ(spot(text, 2, 1), "13:36 -a%20t");
  EXPECT_EQ(spot(text, 2, 4), "13:41 two%20");
  const std::string folded = config("1", "worker", "contents:\n  source: >-\n    data:,-D%0A-a%20two%0A\n");
  EXPECT_EQ(spot(folded, 2, 4), "14:31 two%0A");
}

TEST(Cluster, PointsAtTheWholeOfWhatIsPacked) {
  EXPECT_EQ(spot(config("1", "worker", "contents:\n  source: data:;base64,LUQKLWEgeAo=\n"), 2, 1).substr(0, 5),
            "13:21");
}

TEST(Cluster, FindsLinesInAConfigMapsMachineConfig) {
  const std::string map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n  config: |\n" +
                          indented(config("1", "", "contents:\n  source: data:,-D%0A-a%20two%0A\n"), 4);
  EXPECT_EQ(spot(map, 2, 4), "17:41 two%0A");
}

// ---- what wraps a MachineConfig ----

TEST(Cluster, ReadsListsAndJson) {
  const std::string item = R"({"apiVersion":"machineconfiguration.openshift.io/v1","kind":"MachineConfig",
	"metadata":{"name":"1","labels":{"machineconfiguration.openshift.io\/role":"worker","x":"\ud83d\ude00"}},
	"spec":{"config":{"ignition":{"version":"3.2.0"},"storage":{"files":[
		{"path":"/etc/audit/rules.d/75.rules","mode":420,"contents":{"source":"data:,\u002dD%0A"}}]}}}})";
  EXPECT_EQ(text_of(find(pools(item), "worker")), "-D\n");
  EXPECT_EQ(text_of(find(pools("{\"kind\":\"List\",\"items\":[" + item + "]}"), "worker")), "-D\n");
  EXPECT_EQ(
      text_of(find(pools("{\n\t\"kind\":\"MachineConfigList\",\n\t\"items\":\n\t\t[\t" + item + "\t]\n}\n"), "worker")),
      "-D\n");
}

TEST(Cluster, ReadsJsonTextsOneAfterAnother) {
  const auto item = [](const std::string& role) {
    return R"({"apiVersion":"machineconfiguration.openshift.io/v1","kind":"MachineConfig","metadata":{"name":"75-)" +
           role + R"(","labels":{"machineconfiguration.openshift.io/role":")" + role +
           R"("}},"spec":{"config":{"ignition":{"version":"3.2.0"},"storage":{"files":[)" +
           R"({"path":"/etc/audit/rules.d/75.rules","mode":420,"contents":{"source":"data:,)" + role + R"("}}]}}}})";
  };
  for (const char* between : {"\n", "", " \r\n\t"}) {
    const auto all = pools(item("worker") + between + item("master") + "\n");
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(text_of(find(all, "worker")), "worker");
    EXPECT_EQ(text_of(find(all, "master")), "master");
  }
  const std::string two_lines = item("worker") + "\n" + item("master");
  EXPECT_EQ(read(two_lines + "x").error().message.substr(0, 9), "c.yaml:2:");
  EXPECT_EQ(read(two_lines + "}").error().message.substr(0, 9), "c.yaml:2:");
}

TEST(Cluster, ReadsBehindAByteOrderMark) {
  const std::string mark = "\xEF\xBB\xBF";
  EXPECT_EQ(text_of(find(pools(mark + config("75-a", "worker", source("-D"))), "worker")), "-D");
  EXPECT_EQ(read(std::string("\xFF\xFE") + "k").error().message.substr(0, 11), "c.yaml:1:1:");
}

// ---- what the API takes ----

TEST(Cluster, NamesAreTextsThatNameObjects) {
  const std::string whole = config("75-a", "worker", source("-D"));
  const auto with_name = [&](const std::string& name) {
    std::string text = whole;
    return ids(find(pools(text.replace(text.find("'75-a'"), 6, name)), "worker"));
  };
  EXPECT_EQ(with_name("75-a"), "");
  EXPECT_EQ(with_name("\"75\""), "");
  for (const char* name : {"75", "0x4b", "7.5", "true", "75_a", "A", "-a", "'a b'"}) {
    EXPECT_EQ(with_name(name), "config-invalid") << name;
  }
  EXPECT_EQ(ids(find(pools(config("a", "true", source("-D"))), "true")), "config-invalid");
}

std::string pool_object(const std::string& name) {
  return "---\napiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfigPool\nmetadata: {name: " + name +
         "}\n";
}

TEST(Cluster, ARoleMayNameNoPool) {
  const std::string slip = config("75-a", "wroker", source("-D"));
  const auto alone = pools(slip);
  ASSERT_EQ(alone.size(), 1U);
  ASSERT_EQ(alone[0].notices.size(), 1U);
  EXPECT_EQ(alone[0].notices[0].id, "pool-missing");
  EXPECT_EQ(alone[0].notices[0].level, Level::Warning);
  EXPECT_TRUE(pools(slip + pool_object("wroker"))[0].notices.empty());
  const auto all = pools(slip + pool_object("master") + pool_object("worker"));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(ids(&all[0]), "pool-missing");
  for (const char* role : {"Worker", "{{role}}"}) {
    const auto none = pools(config("75-a", "'" + std::string(role) + "'", source("-D")));
    ASSERT_EQ(none.size(), 2U);
    EXPECT_EQ(ids(&none[0]), "pool-missing") << role;
  }
}

TEST(Cluster, KernelArgumentsAreTexts) {
  const auto with_arguments = [](const std::string& arguments) {
    std::string text = config("75-a", "worker", source("-D"));
    return ids(
        find(pools(text.replace(text.find("spec:\n"), 6, "spec:\n  kernelArguments: " + arguments + "\n")), "worker"));
  };
  EXPECT_EQ(with_arguments("[audit=1]"), "");
  for (const char* arguments : {"audit=1", "[{audit: 1}]", "[1]", "{audit: 1}"}) {
    EXPECT_EQ(with_arguments(arguments), "config-invalid") << arguments;
  }
}

TEST(Cluster, GivesAHostedPoolItsConfigMaps) {
  const std::string map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata:\n  config: |\n" +
                          indented(config("1", "", source("-D")), 4);
  EXPECT_EQ(text_of(find(pools(map), "worker")), "-D");
  const auto all = pools(map + "---\nkind: NodePool\nmetadata: {name: np}\nspec: {config: [{name: m}]}\n");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(text_of(find(all, "np")), "-D");
}

std::string remediation(const std::string& apply) {
  return "kind: ComplianceRemediation\nmetadata:\n  name: e8-worker-init\n  labels: "
         "{compliance.openshift.io/scan-name: e8-worker}\nspec:\n  apply: " +
         apply + "\n  current:\n    object:\n" + indented(config("ignored", "", source("-D")), 6);
}

TEST(Cluster, TakesAppliedRemediations) {
  EXPECT_EQ(text_of(find(pools(remediation("true")), "worker")), "-D");
  const auto all = pools(remediation("false"));
  EXPECT_EQ(text_of(find(all, "worker")), "no file");
  ASSERT_FALSE(all[0].notices.empty());
  EXPECT_EQ(all[0].notices[0].id, "remediation-not-applied");
}

TEST(Cluster, UnpacksAndVerifies) {
  const std::string packed = gzip("-D\n");
  std::string url = "data:,";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : packed) {
    const auto byte = static_cast<unsigned char>(c);
    url += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
  }
  const std::string hash = "sha256-5aa38e9f5c3b0a7a0d6fd4cd1bb5e6e0a8a8f7c8ac6b8a1b3e0f0d5cbf9d3e11";
  const std::string entry = "contents: {compression: gzip, source: '" + url + "'}\n";
  EXPECT_EQ(text_of(find(pools(config("1", "worker", entry)), "worker")), "-D\n");
  const std::string wrong =
      "contents: {compression: gzip, source: '" + url + "', verification: {hash: " + hash + "}}\n";
  EXPECT_EQ(ids(find(pools(config("1", "worker", wrong)), "worker")), "verification");
}

// ---- what is wrong ----

TEST(Cluster, SaysWhatIsWrongWithAFile) {
  struct Bad {
    std::string entry;
    std::string id;
  };
  const std::vector<Bad> cases = {
      {"contents: {inline: x}\n", "contents-inline"},
      {"contents: {inline: x}\noverwrite: true\n", "contents-inline"},
      {"overwrite: true\n", "config-invalid"},
      {"contents: text\n", "config-invalid"},
      {"contents: {source: [x]}\n", "config-invalid"},
      {"contents: {source: 'data:,a b'}\n", "data-url"},
      {"contents: {source: 'data:;base64,A'}\n", "data-url"},
      {"contents: {source: 'https://example.org/x'}\n", "remote-source"},
      {"contents: {source: 'data:,x', compression: xz}\n", "config-invalid"},
      {"contents: {source: 'data:,x', compression: gzip}\n", "data-url"},
      {"contents: {source: 'data:,x', verification: {hash: md5-00}}\n", "verification"},
      {"append: [{source: 'data:,x'}]\n", "file-append"},
      {"mode: 644\n", "file-mode"},
      {"mode: '0644'\n", "file-mode"},
      {"mode: 4755\n", "file-mode"},
      {"mode: -1\n", "file-mode"},
      {"mode: 0o1777\n", "file-mode"},
      {"filesystem: data\n", "config-invalid"},
  };
  for (const Bad& each : cases) {
    const auto all = pools(config("1", "worker", each.entry));
    EXPECT_EQ(ids(find(all, "worker")), each.id) << each.entry;
    if (!all.empty() && !all[0].notices.empty()) {
      EXPECT_NE(all[0].notices[0].origin.line, 0U) << each.entry;
    }
  }
  for (const char* path : {"etc/x", "/etc//x", "/etc/../x", "/etc/x/"}) {
    EXPECT_EQ(ids(find(pools(config("1", "worker", source("x"), path)), "worker")), "config-invalid") << path;
  }
}

TEST(Cluster, ReadsModesAsYamlDoes) {
  const auto mode = [](const std::string& entry) {
    const auto all = pools(config("1", "worker", entry));
    return all.empty() || all[0].files.empty() ? 0U : all[0].files[0].info.mode;
  };
  EXPECT_EQ(mode("mode: 0600\n"), 0600U);
  EXPECT_EQ(mode("mode: 384\n"), 0600U);
  EXPECT_EQ(mode("mode: 0o600\n"), 0600U);
  EXPECT_EQ(mode("mode: 0x180\n"), 0600U);
  EXPECT_EQ(mode("mode: 400\n"), 0620U);
  EXPECT_EQ(mode("mode:\n"), 0644U);
}

TEST(Cluster, RefusesWhatIsNoDocumentOfOurs) {
  const std::vector<std::string> cases = {
      "kind: Deployment\n",
      "just a text\n",
      "a: *alias\n",
      "a: {\n",
      "a: 1\na: 2\n",
      "\tkind: MachineConfig\n",
      config("1", "worker", "mode: !!binary MDY0NA==\n"),
      "{\"ignition\":{\"version\":\"3.4.0\",\"config\":{\"merge\":[{\"source\":\"https://x\"}]}}}",
      "variant: fcos\nversion: 1.5.0\nstorage: {trees: [{local: x}]}\n",
      "variant: fcos\nversion: 1.5.0\nstorage: {files: [{path: /etc/audit/rules.d/x.rules, contents: {local: x}}]}\n",
      "{\"a\":\"\\ud83d\"}",
      "{\"kind\":\"List\",\"items\":[",
      "a: {<<: {b: 1}}\n",
      "kind: MachineConfig\nmetadata: {name: a}\n",
      "apiVersion: machineconfiguration.openshift.io/v1alpha1\nkind: MachineConfig\nmetadata: {name: a}\n",
  };
  for (const std::string& text : cases) {
    const auto out = read(text);
    ASSERT_FALSE(out.has_value()) << text;
    EXPECT_FALSE(out.error().message.empty());
  }
}

TEST(Cluster, ForAMachineTheConfigurationAloneCounts) {
  const auto all = pools("{\"ignition\":{\"version\":\"3.4.0\"},\"storage\":{\"files\":[{\"path\":\"" +
                         std::string(kPath) + "\",\"append\":[{\"source\":\"data:,-D\"}]}]}}");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].kind, PoolKind::Machine);
  EXPECT_EQ(all[0].files[0].appended, "-D");
  EXPECT_EQ(ids(&pools("{\"ignition\":{\"version\":\"2.2.0\"}}")[0]), "config-version");
  EXPECT_EQ(ids(&pools("variant: fcos\nversion: 9.9.0\n")[0]), "config-version");
  EXPECT_EQ(ids(&pools("variant: ubuntu\nversion: 1.0.0\n")[0]), "config-version");
}

}  // namespace
}  // namespace modtrail

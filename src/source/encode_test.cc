#include "modtrail/source/encode.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

TEST(Encode, DataUrlAsPoolsAreUsedToIt) {
  EXPECT_EQ(data_url("-a always,exit -F arch=b32 -S init_module -k modules\n"),
            "data:,-a%20always%2Cexit%20-F%20arch%3Db32%20-S%20init_module%20-k%20modules%0A");
  EXPECT_EQ(data_url("/a~b_c.d%\r\xff"), "data:,/a~b_c.d%25%0D%FF");
}

TEST(Encode, ButaneVersions) {
  for (const char* good : {"4.8", "4.12", "4.22", "4.12.0", "4.12.31"}) EXPECT_TRUE(butane_version(good)) << good;
  EXPECT_EQ(*butane_version("4.12.31"), "4.12.0");
  for (const char* bad : {"", "4", "4.7", "4.23", "3.11", "5.1", "4.x", "4.12.x", "4.012", "4.12.0.1", "v4.12"}) {
    EXPECT_FALSE(butane_version(bad)) << bad;
  }
}

TEST(Encode, RoleNames) {
  for (const char* good : {"worker", "master", "infra-2", "a.b"}) EXPECT_TRUE(is_role_name(good)) << good;
  for (const char* bad : {"", "-a", "a-", "Worker", "a b", "a\n", "a/b", "a:"}) EXPECT_FALSE(is_role_name(bad)) << bad;
  EXPECT_FALSE(is_role_name(std::string(64, 'a')));
}

NodeConfig config_of(const std::string& content) {
  NodeConfig out;
  out.name = "75-x-worker";
  out.role = "worker";
  out.version = "3.2.0";
  out.comments = {"first", "", "a\x1b[31mb"};
  out.files = {{"/etc/audit/rules.d/75-x.rules", 0600, content}};
  return out;
}

TEST(Encode, MachineConfig) {
  EXPECT_EQ(print_machine_config(config_of("-D\n")), R"(# first
#
# a\x1b[31mb
apiVersion: machineconfiguration.openshift.io/v1
kind: MachineConfig
metadata:
  name: 75-x-worker
  labels:
    machineconfiguration.openshift.io/role: worker
spec:
  config:
    ignition:
      version: 3.2.0
    storage:
      files:
        - path: /etc/audit/rules.d/75-x.rules
          mode: 0600
          overwrite: true
          contents:
            source: data:,-D%0A
)");
}

std::string inline_of(const std::string& content) {
  const std::string text = print_butane(config_of(content));
  return text.substr(text.find("inline: ") + 8);
}

TEST(Encode, AnyTextIsHeldByYaml) {
  EXPECT_EQ(inline_of("-D\n-e 2\n"), "|\n          -D\n          -e 2\n");
  EXPECT_EQ(inline_of("-D\n\n-e 2\n"), "|\n          -D\n\n          -e 2\n");
  EXPECT_EQ(inline_of("-D"), "\"-D\"\n");
  EXPECT_EQ(inline_of("-D\n\n"), "\"-D\\n\\n\"\n");
  EXPECT_EQ(inline_of("\n-D\n"), "\"\\n-D\\n\"\n");
  EXPECT_EQ(inline_of(" -D\n"), "\" -D\\n\"\n");
  EXPECT_EQ(inline_of("-D\t\"\\\r\n"), "\"-D\\x09\\\"\\\\\\x0D\\n\"\n");
  EXPECT_EQ(inline_of(""), "\"\"\n");
}

TEST(Encode, PlaybookKeepsAnsibleFromReadingTheRules) {
  Playbook playbook;
  playbook.files = {{"/etc/audit/rules.d/a b.rules", 0640, "-k {{ x }}\n"}};
  const std::string text = print_playbook(playbook);
  EXPECT_NE(text.find("content: !unsafe |\n          -k {{ x }}\n"), std::string::npos) << text;
  EXPECT_NE(text.find("dest: \"/etc/audit/rules.d/a b.rules\""), std::string::npos) << text;
  EXPECT_NE(text.find("/sbin/augenrules --load"), std::string::npos);
  playbook.load = LoadCommand::Auditctl;
  EXPECT_NE(print_playbook(playbook).find("/sbin/auditctl -R /etc/audit/audit.rules"), std::string::npos);
}

}  // namespace
}  // namespace modtrail

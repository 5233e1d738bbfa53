#include "modtrail/filter/watch.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "filter/testing.h"

namespace modtrail {
namespace {

World world_with(const char* lsm) {
  Machine machine;
  if (lsm != nullptr) machine.lsm = {lsm, FactSource::Option};
  return assumed_world(machine);
}

std::string text_of(const Row& row) {
  std::string text(name(row.recorded));
  for (std::size_t i = 0; i < row.keys.size(); ++i) text += (i == 0 ? " " : ",") + row.keys[i].value_or("-");
  return text;
}

struct Case {
  const char* tool;
  Scope scope;
  Abi abi;
  const char* rules;
  const char* expected;
};

constexpr char kOfPeople[] = "-a always,exit -F path=/usr/bin/kmod -F perm=x -F auid>=1000 -F auid!=unset -k m";

const Case kCases[] = {
    {"kmod", Scope::Logins, Abi::B64, kOfPeople, "always m"},
    {"kmod", Scope::Logins, Abi::B32, kOfPeople, "always m"},
    {"kmod", Scope::Everyone, Abi::B64, kOfPeople, "partly m"},
    {"insmod", Scope::Logins, Abi::B64, kOfPeople, "always m"},
    {"kmod", Scope::Logins, Abi::B64, "", "never"},
    {"kmod", Scope::Everyone, Abi::B64, "-w /usr/bin/kmod -p x -k m", "always m"},
    {"kmod", Scope::Everyone, Abi::B64, "-w /bin/kmod -p x", "always -"},
    {"kmod", Scope::Everyone, Abi::B64, "-w /usr/bin/kmod -p wa -k m", "never"},
    {"insmod", Scope::Everyone, Abi::B64, "-w /sbin/insmod -p x -k m", "never"},
    {"kmod", Scope::Everyone, Abi::B32, "-a always,exit -F arch=b64 -F path=/usr/bin/kmod -F perm=x -k m", "never"},
    {"kmod", Scope::Everyone, Abi::X32, "-w /usr/bin/kmod -p x -k m", "unreachable"},
    // A few ordinary people would not show these.
    {"kmod", Scope::Logins, Abi::B64, "-a always,exit -F path=/usr/bin/kmod -F perm=x -F auid=1000 -k m", "partly m"},
    {"kmod", Scope::Everyone, Abi::B64, "-a always,exit -F path=/usr/bin/kmod -F perm=x -F uid!=4242 -k m", "partly m"},
    {"kmod", Scope::Everyone, Abi::B64,
     "-a never,exit -F path=/usr/bin/kmod -F perm=x -F egid=4242\n-w /usr/bin/kmod -p x -k m", "partly m"},
    {"kmod", Scope::Logins, Abi::B64,
     "-a always,exit -F path=/usr/bin/kmod -F perm=x -F auid>=2000 -k m\n"
     "-a always,exit -F path=/usr/bin/kmod -F perm=x -F auid<2000 -k n",
     "always m,n"},
    // Failing calls count, and once a call is done the program is the one that was run.
    {"kmod", Scope::Everyone, Abi::B64, "-a always,exit -F arch=b64 -S execve -F success=1 -k m", "partly m"},
    {"kmod", Scope::Everyone, Abi::B64, "-a always,exit -F arch=b64 -S execve -F exe=/usr/bin/kmod -k m", "partly m"},
    {"kmod", Scope::Everyone, Abi::B64,
     "-a always,exit -F arch=b64 -S execve -F exe=/usr/bin/kmod -k m\n"
     "-a always,exit -F arch=b64 -S execve -F success=0 -k n",
     "always m,n"},
    {"kmod", Scope::Everyone, Abi::B64,
     "-a always,exit -F arch=b64 -S execve -F exe=/usr/bin/systemctl -k m\n"
     "-a always,exit -F arch=b64 -S execve -F success=0 -k n",
     "partly m,n"},
};

TEST(ToolRow, IsDecidedLikeACall) {
  const World world = world_with("lockdown,yama,apparmor");
  for (const Case& one : kCases) {
    const ToolRow found = tool_row(filter_of(one.rules, world), world, one.scope, one.abi, one.tool);
    EXPECT_EQ(text_of(found.row), one.expected) << one.tool << " on " << name(one.abi) << ": " << one.rules;
    EXPECT_EQ(found.files, Files::Assumed);
    if (!found.row.witness) continue;
    World shown = world;
    shown.files = Files::Known;
    EXPECT_EQ(evaluate(filter_of(one.rules, world), shown, *found.row.witness).recorded, Tri::No) << one.rules;
  }
}

TEST(ToolRow, AWatchOnALinkFiresWhereTomoyoIsStacked) {
  const std::string rules = "-w /sbin/insmod -p x -k m";
  const auto row = [&](const char* lsm, const char* tool) {
    const World world = world_with(lsm);
    return tool_row(filter_of(rules, world), world, Scope::Everyone, Abi::B64, tool).row;
  };
  EXPECT_EQ(text_of(row("lockdown,yama,tomoyo", "insmod")), "always m");
  EXPECT_EQ(text_of(row("lockdown,yama,tomoyo", "rmmod")), "never");
  const Row inert = row("lockdown,yama", "insmod");
  EXPECT_EQ(text_of(inert), "never");
  ASSERT_TRUE(inert.origin.has_value());
  EXPECT_EQ(row(nullptr, "insmod").recorded, Recorded::Undecided);
}

TEST(ToolRow, OfATreeThatShowsTheProgram) {
  MemoryTree tree;
  tree.add_directory("/usr/bin");
  tree.add_directory("/sbin");
  tree.add_file("/sbin/insmod", "");  // a program of its own, as of busybox's days
  Machine machine;
  machine.lsm = {"lockdown,yama", FactSource::Option};
  const World world = known_world(machine, tree);
  const Filter filter = filter_of("-w /sbin/insmod -p x -k m", world);
  const ToolRow insmod = tool_row(filter, world, Scope::Everyone, Abi::B64, "insmod");
  EXPECT_EQ(text_of(insmod.row), "always m");
  EXPECT_EQ(insmod.files, Files::Known);
  EXPECT_EQ(tool_row(filter, world, Scope::Everyone, Abi::B64, "kmod").files, Files::Assumed);
}

// A call that is gone always fails with ENOSYS.
TEST(Gone, CallsHaveOneExit) {
  const World world = world_with("lockdown,yama,apparmor");
  const auto row = [&](const char* rules, Abi abi, Syscall syscall) {
    return text_of(cover(filter_of(rules, world), world, Scope::Everyone, {abi, syscall}, KeyUse::Collected));
  };
  EXPECT_EQ(row("-a always,exit -F arch=b64 -S create_module -k m", Abi::B64, Syscall::CreateModule), "always m");
  EXPECT_EQ(row("-a always,exit -F arch=b64 -S create_module -k m", Abi::B64, Syscall::QueryModule), "never");
  EXPECT_EQ(row("-a always,exit -F arch=b32 -S query_module -F success=0 -k m", Abi::B32, Syscall::QueryModule),
            "always m");
  EXPECT_EQ(row("-a always,exit -F arch=b32 -S query_module -F exit=-ENOSYS -k m", Abi::B32, Syscall::QueryModule),
            "always m");
  EXPECT_EQ(row("-a always,exit -F arch=b32 -S query_module -F success=1 -k m", Abi::B32, Syscall::QueryModule),
            "never");
  EXPECT_EQ(row("-a always,exit -F arch=b32 -S query_module -F auid>=1000 -k m", Abi::B32, Syscall::QueryModule),
            "partly m");
  Machine arm;
  arm.arch.value = Arch::Aarch64;
  const World other = assumed_world(arm);
  EXPECT_EQ(cover({}, other, Scope::Everyone, {Abi::B64, Syscall::CreateModule}, KeyUse::Left).recorded,
            Recorded::Unreachable);
}

}  // namespace
}  // namespace modtrail

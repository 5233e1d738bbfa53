#include "modtrail/trail/actor_service.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

std::string unit_of(const std::string& path) {
  const ActorService service = parse_cgroup("0::" + path + "\n");
  EXPECT_EQ(service.in == InUnit::Unit, !service.unit.empty());
  return service.unit;
}

TEST(Cgroup, IsOfTheOutermostServiceOrScope) {
  EXPECT_EQ(unit_of("/system.slice/ssh.service"), "ssh.service");
  EXPECT_EQ(unit_of("/system.slice/system-getty.slice/getty@tty1.service"), "getty@tty1.service");
  EXPECT_EQ(unit_of("/user.slice/user-1000.slice/session-3.scope"), "session-3.scope");
  EXPECT_EQ(unit_of("/init.scope"), "init.scope");
  EXPECT_EQ(unit_of("/system.slice/dev-disk\\x2dby\\x2did.service"), "dev-disk\\x2dby\\x2did.service");
  EXPECT_EQ(unit_of("/system.slice/x.service (deleted)"), "x.service");
  EXPECT_EQ(unit_of("/user.slice/user-1000.slice/user@1000.service/app.slice/ssh.service"), "user@1000.service")
      << "a user names what is below as he likes";
  EXPECT_EQ(unit_of("/machine.slice/libpod-1.scope/container/system.slice/ssh.service"), "libpod-1.scope");
}

TEST(Cgroup, WithoutAUnitIsOfNone) {
  for (const std::string path : {"/", "/system.slice", "/docker/0123/x.service", "/.service", "//", "/a.services"}) {
    EXPECT_EQ(parse_cgroup("0::" + path).in, InUnit::None) << path;
  }
}

TEST(Cgroup, OfSystemdsHierarchyComesFirst) {
  const std::string text =
      "12:cpu,cpuacct:/system.slice/other.service\n1:name=systemd:/system.slice/x.service\n0::/system.slice/"
      "y.service\n";
  EXPECT_EQ(parse_cgroup(text).unit, "x.service");
  EXPECT_EQ(parse_cgroup(text).cgroup, "/system.slice/x.service");
  EXPECT_EQ(parse_cgroup("4:memory:/\n0::/system.slice/a:b.service\n").unit, "a:b.service") << "a path may hold colons";
}

TEST(Cgroup, ThatTellsNothingIsUnknown) {
  for (const std::string text :
       {"", "\n", "0", "0:", "0::", "0::x", "4:memory:/system.slice/x.service\n", "00::/x.service"}) {
    const ActorService service = parse_cgroup(text);
    EXPECT_EQ(service.in, InUnit::Unknown) << text;
    EXPECT_EQ(service.unknown, "its control group cannot be read");
  }
  EXPECT_EQ(parse_cgroup("0::/../../system.slice/x.service").unknown, "its control group is not one of this namespace");
  EXPECT_EQ(parse_cgroup("0::/..").in, InUnit::Unknown);
}

TEST(ProcessStat, IsReadBehindAnyName) {
  const std::string rest = " S 1 812 812 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4711 1000 2 3\n";
  for (const std::string name : {"modprobe", "a) Z 1 (b", "(", "\n"}) {
    const auto stat = parse_process_stat("812 (" + name + ")" + rest);
    ASSERT_TRUE(stat) << name;
    EXPECT_FALSE(stat->is_dead);
    EXPECT_EQ(stat->start, 4711U);
  }
  EXPECT_TRUE(parse_process_stat("1 (a) Z 1 812 812 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 9")->is_dead);
  for (const std::string text :
       {"", "1 (a", "1 (a)", "1 (a) S 1 2", "1 (a) S 1 812 812 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 x",
        "1 (a) SS 1 812 812 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 9"}) {
    EXPECT_FALSE(parse_process_stat(text)) << text;
  }
}

TEST(ActorService, SaysForPeopleWhatIsKnown) {
  ActorService service = parse_cgroup("0::/system.slice/ssh.service");
  EXPECT_EQ(words_of(service), "in ssh.service");
  service.which = WhichProcess::Parent;
  EXPECT_EQ(words_of(service), "started from ssh.service");
  EXPECT_EQ(words_of(parse_cgroup("0::/")), "");
  EXPECT_EQ(words_of(parse_cgroup("")), "its service not known: its control group cannot be read");
}

}  // namespace
}  // namespace modtrail

#include "cli/service_finder.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

constexpr std::uint64_t kNow = 1700000000000;  // the machine started 1000 seconds before

class Machine {
 public:
  Machine() : tree_(std::make_unique<MemoryTree>()) {
    tree_->add_link("/proc/self/ns/pid", "pid:[4026531836]");
    tree_->add_file("/proc/uptime", "1000.00 1234.56\n");
    add(1, "/init.scope", 0);
    add(2, "/", 0);
  }
  // `start` in seconds since the machine started.
  Machine& add(int pid, const std::string& cgroup, double start, const std::string& state = "S") {
    const std::string place = "/proc/" + std::to_string(pid);
    const std::string ticks = std::to_string(static_cast<int>(start * 100));
    tree_->add_file(place + "/cgroup", "0::" + cgroup + "\n");
    tree_->add_file(place + "/stat",
                    std::to_string(pid) + " (x) " + state + " 1 2 3 0 -1 0 1 2 3 4 5 6 7 8 20 0 1 0 " + ticks + " 0\n");
    return *this;
  }
  MemoryTree& tree() { return *tree_; }
  ServiceFinder finder() { return {std::move(tree_), "web1"}; }

 private:
  std::unique_ptr<MemoryTree> tree_;
};

// What a call of process 812, whose parent is 811, is told to be of.
ActorService told(Machine& machine, std::uint64_t age = 100, const std::string& head = "", std::uint64_t ppid = 811) {
  ServiceFinder finder = machine.finder();
  const std::string line = head + "type=SYSCALL msg=audit(" + std::to_string((kNow - age) / 1000) + "." +
                           std::to_string(1000 + (kNow - age) % 1000).substr(1) +
                           ":45): arch=c000003e syscall=313 success=yes exit=0 ppid=" + std::to_string(ppid) +
                           " pid=812 auid=4294967295 comm=\"modprobe\"";
  const auto record = parse_record(line);
  EXPECT_TRUE(record);
  finder.look(*record, kNow);
  ActorService service = finder.take({"", kNow - age, 45});
  EXPECT_EQ(service.in == InUnit::Unknown, !service.unknown.empty());
  EXPECT_EQ(finder.take({"", kNow - age, 45}).unknown, "no record of it names a process") << "it is told once";
  return service;
}

TEST(ServiceFinder, TellsTheUnitOfTheCaller) {
  Machine machine;
  machine.add(812, "/system.slice/x.service", 999.5).add(811, "/system.slice/y.service", 5);
  const ActorService service = told(machine);
  EXPECT_EQ(service.unit, "x.service");
  EXPECT_EQ(service.cgroup, "/system.slice/x.service");
  EXPECT_EQ(service.which, WhichProcess::Caller);
}

TEST(ServiceFinder, OfACallerThatIsGoneTellsItsParents) {
  Machine machine;
  machine.add(811, "/system.slice/y.service", 5);
  const ActorService service = told(machine);
  EXPECT_EQ(service.unit, "y.service");
  EXPECT_EQ(service.which, WhichProcess::Parent);
}

TEST(ServiceFinder, APidThatWasUsedAnewIsNotTheCaller) {
  Machine used;
  used.add(812, "/system.slice/x.service", 999.95).add(811, "/system.slice/y.service", 999.96);
  EXPECT_EQ(told(used).unknown, "process 812 is gone, and so is its parent 811");
  Machine parent;
  parent.add(812, "/system.slice/x.service", 999.95).add(811, "/system.slice/y.service", 999.0);
  EXPECT_EQ(told(parent).unit, "y.service");
  Machine just;
  just.add(812, "/system.slice/x.service", 999.92);
  EXPECT_EQ(told(just).unit, "x.service") << "clocks tell hundredths of a second";
  Machine timeless;
  timeless.add(812, "/system.slice/x.service", 5).tree().add_file("/proc/uptime", "odd");
  EXPECT_EQ(told(timeless).in, InUnit::Unknown);
  Machine early;
  early.add(812, "/system.slice/x.service", 1001);
  EXPECT_EQ(told(early).in, InUnit::Unknown);
}

TEST(ServiceFinder, AZombieHasNoUnitAnyMore) {
  Machine machine;
  machine.add(812, "/", 5, "Z").add(811, "/system.slice/y.service", 5);
  EXPECT_EQ(told(machine).unit, "y.service");
}

TEST(ServiceFinder, AManagerOfServicesIsNotTheService) {
  Machine first;
  EXPECT_EQ(told(first, 100, "", 1).unknown, "process 812 is gone, and the manager of services had started it");
  Machine other;
  other.add(811, "/init.scope", 5);
  EXPECT_EQ(told(other).unknown, "process 812 is gone, and the manager of services had started it");
  Machine kernel;
  EXPECT_EQ(told(kernel, 100, "", 2).in, InUnit::None);
}

TEST(ServiceFinder, OfAnOldRecordOrAnotherHostsNothingIsTold) {
  Machine late;
  late.add(812, "/system.slice/x.service", 5);
  EXPECT_EQ(told(late, 5001).unknown, "its record was not read as it was made");
  Machine other;
  other.add(812, "/system.slice/x.service", 5);
  EXPECT_EQ(told(other, 100, "node=web2 ").unknown, "its record is of node web2, which this host is not called");
  for (const std::string name : {"node=web1 ", "node=web1.example.org "}) {
    Machine own;
    own.add(812, "/system.slice/x.service", 5);
    EXPECT_EQ(told(own, 100, name).unit, "x.service");
  }
}

TEST(ServiceFinder, WhereProcessesAreHiddenNothingIsTold) {
  Machine inside;
  inside.add(812, "/system.slice/x.service", 5).tree().add_link("/proc/self/ns/pid", "pid:[4026532000]");
  EXPECT_EQ(told(inside).unknown, "the watch is in a process namespace of its own");
  auto hidden = std::make_unique<MemoryTree>();
  hidden->add_file("/proc/uptime", "1000.00 1234.56\n");
  ServiceFinder finder(std::move(hidden), "web1");
  finder.look(parse_record("type=SYSCALL msg=audit(1700000000.000:45): ppid=811 pid=812").value(), kNow);
  EXPECT_EQ(finder.take({"", kNow, 45}).unknown, "/proc does not show the processes of others");
}

TEST(ServiceFinder, ARecordThatNamesNoProcessTellsNothing) {
  Machine machine;
  ServiceFinder finder = machine.finder();
  finder.look(parse_record("type=KERN_MODULE msg=audit(1700000000.000:45): name=\"dummy\"").value(), kNow);
  EXPECT_EQ(finder.take({"", kNow, 45}).unknown, "no record of it names a process");
}

}  // namespace
}  // namespace modtrail

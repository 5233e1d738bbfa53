#include "host/alert_command.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "base/temporary_directory.h"
#include "modtrail/base/file.h"

namespace modtrail {
namespace {

using std::chrono::milliseconds;

// The program at `path` is a shell script.
std::string script(const TemporaryDirectory& home, const std::string& text) {
  const std::string path = home.path() + "/command";
  EXPECT_TRUE(write_file(path, "#!/bin/sh\n" + text, 0700));
  return path;
}

// Waits until so many have ended, and tells how.
std::vector<std::string> results(AlertCommand& command, std::size_t count) {
  std::vector<std::string> out;
  for (int i = 0; i < 3000 && out.size() < count; ++i) {
    for (std::string& one : command.ended()) out.push_back(std::move(one));
    std::this_thread::sleep_for(milliseconds(5));
  }
  return out;
}

TEST(AlertCommand, GetsItsWordsAsTheyAreAndTheAlertAsInput) {
  const TemporaryDirectory home;
  const std::string out = home.path() + "/out";
  const std::string path = script(home, "{ echo \"$1|$2\"; cat; } > " + out + "\n");
  auto command = AlertCommand::start({path, "$(id)", "a;b"}, {});
  ASSERT_TRUE(command) << command.error().message;
  EXPECT_TRUE(command->run("{\"kind\":\"x\"}\n").value());
  EXPECT_EQ(results(*command, 1), std::vector<std::string>{""});
  EXPECT_EQ(read_file(out, 1000).value_or(""), "$(id)|a;b\n{\"kind\":\"x\"}\n");
  EXPECT_EQ(command->under_way(), 0U);
}

TEST(AlertCommand, HasNoCapabilityAndNoDescriptorOfTheWatch) {
  const TemporaryDirectory home;
  const std::string out = home.path() + "/out";
  const std::string path = script(home, "grep -E 'CapEff|NoNewPrivs' /proc/self/status > " + out +
                                            "\nls -l /proc/$$/fd | grep -c secret >> " + out + "\ntrue\n");
  const Fd open(::memfd_create("secret", 0));  // not even marked to be closed
  auto command = AlertCommand::start({path}, {});
  ASSERT_TRUE(command);
  EXPECT_TRUE(command->run("x").value());
  EXPECT_EQ(results(*command, 1), std::vector<std::string>{""});
  EXPECT_EQ(read_file(out, 1000).value_or(""), "CapEff:\t0000000000000000\nNoNewPrivs:\t1\n0\n");
}

TEST(AlertCommand, FailuresAreTold) {
  const TemporaryDirectory home;
  const std::string path = script(home, "read word; test \"$word\" = good || exit 3\n");
  auto command = AlertCommand::start({path}, {});
  ASSERT_TRUE(command);
  EXPECT_TRUE(command->run("bad\n").value());
  EXPECT_EQ(results(*command, 1), std::vector<std::string>{"ended with 3"});
  EXPECT_TRUE(command->run("good\n").value());
  EXPECT_EQ(results(*command, 1), std::vector<std::string>{""});
}

TEST(AlertCommand, IsKilledWithAllItStartedWhenItsTimeIsUp) {
  const TemporaryDirectory home;
  const std::string out = home.path() + "/out";
  const std::string path = script(home, "(sleep 2; echo late > " + out + ") & wait\n");
  auto command = AlertCommand::start({path}, {2, milliseconds(200)});
  ASSERT_TRUE(command);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(command->run("x").value());
  EXPECT_EQ(results(*command, 1), std::vector<std::string>{"took too long and was killed"});
  EXPECT_LT(std::chrono::steady_clock::now() - start, milliseconds(1900));
  std::this_thread::sleep_for(milliseconds(2200));
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST(AlertCommand, NoMoreRunAtOnceThanMayAndTheWatchNeverWaits) {
  const TemporaryDirectory home;
  const std::string path = script(home, "mkdir " + home.path() + "/$$ && ls -d " + home.path() + "/[0-9]* | wc -l >> " +
                                            home.path() + "/counts; sleep 0.05; rmdir " + home.path() + "/$$\n");
  auto command = AlertCommand::start({path}, {2, milliseconds(20000)});
  ASSERT_TRUE(command);
  std::size_t taken = 0;
  const auto start = std::chrono::steady_clock::now();
  while (taken < 12 && command->run("x").value_or(false)) ++taken;
  EXPECT_LT(std::chrono::steady_clock::now() - start, milliseconds(1000));
  EXPECT_EQ(results(*command, taken).size(), taken);
  const std::string counts = read_file(home.path() + "/counts", 1000).value_or("");
  EXPECT_EQ(counts.find_first_not_of("12\n"), std::string::npos) << counts;
}

TEST(AlertCommand, WhatIsNoProgramIsRefused) {
  for (const std::string word : {"", "sh", "/nowhere/x", "/etc/passwd"}) {
    EXPECT_FALSE(AlertCommand::start({word}, {})) << word;
  }
  EXPECT_FALSE(AlertCommand::start({}, {}));
}

}  // namespace
}  // namespace modtrail

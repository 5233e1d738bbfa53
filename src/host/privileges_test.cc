#include "host/privileges.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <map>
#include <string>

#include "base/fd.h"
#include "modtrail/base/file.h"
#include "modtrail/base/text.h"

namespace modtrail {
namespace {

std::map<std::string, std::uint64_t> status_of(const std::string& text) {
  std::map<std::string, std::uint64_t> out;
  for (const std::string_view line : split(text, '\n')) {
    const std::size_t colon = line.find(':');
    if (!line.starts_with("Cap") && !line.starts_with("NoNewPrivs")) continue;
    out[std::string(line.substr(0, colon))] = std::stoull(std::string(trim(line.substr(colon + 1))), nullptr, 16);
  }
  return out;
}

std::string own_status() {
  return read_file("/proc/self/status", 1 << 16).value_or("");
}

// /proc/self/status of a child that gives up all but these.
std::string status_with(const std::vector<Power>& powers) {
  std::array<int, 2> ends = {};
  EXPECT_EQ(::pipe(ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string status = keep_only(powers) ? own_status() : "";
    static_cast<void>(::write(ends[1], status.data(), status.size()));
    ::_exit(0);
  }
  ::close(ends[1]);
  const Fd reader(ends[0]);
  const auto said = read_descriptor(reader.get(), "the child", 1 << 16);
  ::waitpid(child, nullptr, 0);
  return said.value_or("");
}

constexpr std::uint64_t kAuditControl = std::uint64_t{1} << 30U;
constexpr std::uint64_t kAuditRead = std::uint64_t{1} << 37U;
constexpr std::uint64_t kReadFiles = 1U << 2U;
constexpr std::uint64_t kWriteFiles = 1U << 0U | 1U << 1U | 1U << 3U;

TEST(Privileges, NoMoreIsKeptThanWasAskedForAndHeld) {
  const std::uint64_t held = status_of(own_status())["CapPrm"];
  struct Row {
    std::vector<Power> powers;
    std::uint64_t most;
  };
  const Row rows[] = {{{}, 0},
                      {{Power::ReadFiles}, kReadFiles},
                      {{Power::AuditControl, Power::AuditRead}, kAuditControl | kAuditRead},
                      {{Power::WriteFiles, Power::ReadFiles}, kWriteFiles | kReadFiles}};
  for (const Row& row : rows) {
    auto status = status_of(status_with(row.powers));
    ASSERT_EQ(status.size(), 6U);
    EXPECT_EQ(status["CapPrm"], row.most & held);
    EXPECT_EQ(status["CapEff"], row.most & held);
    EXPECT_EQ(status["CapInh"], 0U);
    EXPECT_EQ(status["CapAmb"], 0U);
    EXPECT_EQ(status["NoNewPrivs"], 1U);
  }
}

TEST(Privileges, HasWhatTheProcessHolds) {
  const std::uint64_t held = status_of(own_status())["CapPrm"];
  EXPECT_EQ(has(Power::AuditControl), (held & kAuditControl) != 0);
  EXPECT_EQ(has(Power::WriteFiles), (held & kWriteFiles) == kWriteFiles);
}

TEST(Privileges, EveryPowerNamesItsCapabilities) {
  for (const Power power :
       {Power::AuditControl, Power::AuditRead, Power::ReadFiles, Power::WriteFiles, Power::WriteLabels}) {
    EXPECT_TRUE(capability_names(power).starts_with("CAP_"));
  }
}

}  // namespace
}  // namespace modtrail

#include "cli/terminal.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "base/fd.h"
#include "modtrail/base/text.h"

namespace modtrail {

namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

}  // namespace

void keep_standard_descriptors() {
  for (int descriptor = 0; descriptor <= 2; ++descriptor) {
    if (::fcntl(descriptor, F_GETFD) != -1) continue;
    ::open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY);  // the lowest free number: this one
  }
}

Result<> write_standard_output(std::string_view text) {
  if (write_all(STDOUT_FILENO, text)) return {};
  return fail("cannot write standard output: " + std::string(std::strerror(errno)));
}

void widen_standard_output() {
  constexpr int kMebibyte = 1 << 20;
  ::fcntl(STDOUT_FILENO, F_SETPIPE_SZ, kMebibyte);  // no pipe, or no leave: as it was
}

void remark(std::string_view message) {
  const std::string line = "modtrail: note: " + printable(message) + "\n";
  static_cast<void>(write_all(STDERR_FILENO, line));
}

int machine_exit_code(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::Pass:
      return kPass;
    case CheckVerdict::Fail:
      return kFail;
    case CheckVerdict::NotApplicable:
    case CheckVerdict::Undecided:
      break;
  }
  return kTrouble;
}

int complain(std::string_view message) {
  const std::string line = "modtrail: " + printable(message) + "\n";
  static_cast<void>(write_all(STDERR_FILENO, line));
  return kTrouble;
}

int complain(const Error& error) {
  return complain(error.message);
}

Result<std::int64_t> time_of_report() {
  const std::string epoch(environment("SOURCE_DATE_EPOCH"));
  if (epoch.empty()) return static_cast<std::int64_t>(std::time(nullptr));
  constexpr std::uint64_t kLatest = 253402300799;  // the last second of the year 9999
  const auto seconds = parse_number(epoch);
  if (!seconds || *seconds > kLatest) return fail("SOURCE_DATE_EPOCH is no number of seconds: " + epoch);
  return static_cast<std::int64_t>(*seconds);
}

Color choose_color(ColorChoice choice) {
  switch (choice) {
    case ColorChoice::Always:
      return Color::On;
    case ColorChoice::Never:
      return Color::Off;
    case ColorChoice::Auto:
      break;
  }
  if (!environment("NO_COLOR").empty() || environment("TERM") == "dumb") return Color::Off;
  return ::isatty(STDOUT_FILENO) == 1 ? Color::On : Color::Off;
}

// As setlocale() would choose: the first of the three that is set and not empty.
Charset choose_charset() {
  for (const char* name : std::to_array<const char*>({"LC_ALL", "LC_CTYPE", "LANG"})) {
    const std::string locale = lower(environment(name));
    if (locale.empty()) continue;
    const bool utf8 = locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
    return utf8 ? Charset::Utf8 : Charset::Ascii;
  }
  return Charset::Ascii;
}

}  // namespace modtrail

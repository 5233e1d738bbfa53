#include "cli/watch_options.h"

#include "cli/probe_reason.h"
#include "cli/trail_writer.h"
#include "modtrail/base/text.h"

namespace modtrail {

namespace {

constexpr const char* kDaemonConfiguration = "/etc/audit/auditd.conf";
constexpr std::uint64_t kMostSeconds = 86400;

WatchFrom read_from(const Arguments& arguments) {
  const std::string word = arguments.value("--from").value_or("log");
  if (word == "netlink") return WatchFrom::Netlink;
  return word == "audisp" ? WatchFrom::Audisp : WatchFrom::Log;
}

WatchFormat read_format(const Arguments& arguments) {
  const std::string word = arguments.value("--format").value_or("text");
  if (word == "json") return arguments.has("--raw") ? WatchFormat::JsonRaw : WatchFormat::Json;
  if (word == "ecs") return WatchFormat::Ecs;
  return word == "ocsf" ? WatchFormat::Ocsf : WatchFormat::Text;
}

Result<std::uint64_t> read_interval(const Arguments& arguments) {
  const std::optional<std::string> word = arguments.value("--interval");
  if (!word) return WatchOptions().interval;
  const auto seconds = parse_number(*word);
  if (seconds && *seconds >= 1 && *seconds <= kMostSeconds) return *seconds * 1000;
  return fail("--interval takes seconds from 1 to " + std::to_string(kMostSeconds) + ", not \"" + *word + "\"");
}

Result<> check(const Arguments& arguments, const WatchOptions& options) {
  if (arguments.operands().size() > 1) return fail("watch follows one log");
  if (arguments.has("--raw") && options.format != WatchFormat::JsonRaw) return fail("--raw goes with --format json");
  if (options.from == WatchFrom::Log) return {};
  if (!arguments.operands().empty()) return fail("a FILE goes with --from log");
  for (const char* option : {"--whole", "--once"}) {
    if (arguments.has(option)) return fail(std::string(option) + " goes with --from log");
  }
  return {};
}

}  // namespace

Result<WatchOptions> read_watch_options(const Arguments& arguments) {
  WatchOptions options;
  options.from = read_from(arguments);
  options.format = read_format(arguments);
  TRY(check(arguments, options));
  const std::string own = read_daemon_log(kDaemonConfiguration).file;
  options.log = arguments.operands().empty() ? own : arguments.operands().front();
  options.own_log = options.log == own;
  options.state = arguments.value("--state");
  if (arguments.has("--once")) options.until = WatchUntil::Read;
  if (arguments.has("--whole")) options.start = WatchStart::Beginning;
  options.interval = TRY(read_interval(arguments));
  options.output = arguments.value("--output");
  options.into = arguments.value("--into");
  options.quota = TRY(read_quota(arguments));
  options.policy = arguments.value("--policy");
  options.learn = arguments.value("--learn");
  return options;
}

}  // namespace modtrail

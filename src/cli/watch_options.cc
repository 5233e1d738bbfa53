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

Result<std::uint64_t> read_number(const Arguments& arguments, std::string_view option, std::uint64_t most,
                                  std::uint64_t otherwise) {
  const std::optional<std::string> word = arguments.value(option);
  if (!word) return otherwise;
  const auto number = parse_number(*word);
  if (number && *number >= 1 && *number <= most) return *number;
  return fail(std::string(option) + " takes a number from 1 to " + std::to_string(most) + ", not \"" + *word + "\"");
}

Result<LoggerPlace> read_logger(const std::string& word) {
  const std::optional<LoggerPlace> place = parse_logger(word);
  if (place) return *place;
  return fail("--to takes syslog or journald, or either with :SOCKET, not \"" + word + "\"");
}

std::vector<std::string> words_of_command(const std::string& text) {
  std::vector<std::string> words;
  for (const std::string_view word : split(text, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

Result<> read_outputs(const Arguments& arguments, WatchOptions& options) {
  constexpr std::uint64_t kMostMebibytes = 1U << 20U;
  constexpr std::uint64_t kMostKept = 999;
  options.output = arguments.value("--output");
  options.rotate = TRY(read_number(arguments, "--rotate", kMostMebibytes, 0)) << 20U;
  options.keep = static_cast<unsigned>(TRY(read_number(arguments, "--keep", kMostKept, options.keep)));
  if (options.rotate > 0 && !options.output) return fail("--rotate goes with --output");
  if (options.rotate == 0 && arguments.has("--keep")) return fail("--keep goes with --rotate");
  for (const std::string& word : arguments.values("--to")) options.loggers.push_back(TRY(read_logger(word)));
  if (const auto command = arguments.value("--on-alert")) options.on_alert = words_of_command(*command);
  if (arguments.has("--on-alert") && options.on_alert.empty()) return fail("--on-alert needs a command");
  return {};
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

std::optional<LoggerPlace> parse_logger(const std::string& word) {
  const std::size_t colon = word.find(':');
  const std::string_view kind = std::string_view(word).substr(0, colon);
  for (const Logger logger : {Logger::Syslog, Logger::Journald}) {
    if (kind != name(logger)) continue;
    LoggerPlace place{logger, std::string(usual_socket(logger))};
    if (colon != std::string::npos) place.path = word.substr(colon + 1);
    return place;
  }
  return std::nullopt;
}

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
  TRY(read_outputs(arguments, options));
  options.into = arguments.value("--into");
  options.quota = TRY(read_quota(arguments));
  options.run_as = arguments.value("--run-as");
  options.policy = arguments.value("--policy");
  options.learn = arguments.value("--learn");
  return options;
}

}  // namespace modtrail

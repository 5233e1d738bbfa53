#include "cli/search_options.h"

#include <algorithm>
#include <chrono>
#include <ctime>

#include "cli/time_words.h"
#include "cli/trail_writer.h"
#include "modtrail/base/parallel.h"
#include "modtrail/base/text.h"

namespace modtrail {

namespace {

Clock read_clock(const SearchOptions& options) {
  Clock clock{milliseconds_of(CLOCK_REALTIME), std::nullopt};
  if (options.root == "/") clock.booted = clock.now - milliseconds_of(CLOCK_BOOTTIME);
  return clock;
}

// One of two names of the same option.
Result<std::optional<std::string>> either(const Arguments& arguments, const char* name, const char* other) {
  if (arguments.has(name) && arguments.has(other)) {
    return fail(std::string(name) + " and " + other + " are the same; give one");
  }
  return arguments.has(name) ? arguments.value(name) : arguments.value(other);
}

Result<std::optional<std::uint64_t>> read_time(const std::optional<std::string>& text, Edge edge, const Clock& clock) {
  if (!text) return std::optional<std::uint64_t>();
  const std::uint64_t time = TRY(parse_time(*text, edge, clock));
  return std::optional<std::uint64_t>(time);
}

Result<Query> read_query(const Arguments& arguments, const Clock& clock) {
  Query query;
  const auto since = TRY(either(arguments, "--since", "--start"));
  const auto until = TRY(either(arguments, "--until", "--end"));
  query.since = TRY(read_time(since, Edge::Start, clock));
  query.until = TRY(read_time(until, Edge::End, clock));
  if (query.since && query.until && *query.since > *query.until) return fail("--since is later than --until");
  query.modules = arguments.values("--module");
  query.users = arguments.values("--user");
  query.keys = arguments.values("--key");
  query.exes = arguments.values("--exe");
  for (const std::string& word : arguments.values("--outcome")) query.outcomes.push_back(*parse_outcome(word));
  const auto operation = arguments.value("--operation");
  if (operation) query.operation = *operation == "load" ? Operation::Load : Operation::Unload;
  return query;
}

SearchFormat read_format(const Arguments& arguments) {
  const std::string word = arguments.value("--format").value_or("text");
  if (word == "json") return arguments.has("--raw") ? SearchFormat::JsonRaw : SearchFormat::Json;
  if (word == "ecs") return SearchFormat::Ecs;
  if (word == "ocsf") return SearchFormat::Ocsf;
  if (word == "csv") return SearchFormat::Csv;
  return word == "raw" ? SearchFormat::Raw : SearchFormat::Text;
}

constexpr std::uint64_t kMostJobs = 64;

Result<unsigned> read_jobs(const Arguments& arguments) {
  const auto text = arguments.value("--jobs");
  const std::uint64_t available = std::min<std::uint64_t>(available_processors(), kMostJobs);
  const auto jobs = text ? parse_number(*text) : available;
  if (!jobs || *jobs == 0 || *jobs > kMostJobs)
    return fail("--jobs is a number from 1 to " + std::to_string(kMostJobs));
  return static_cast<unsigned>(*jobs);
}

bool asks_of_modules(const Query& query) {
  return !query.modules.empty() || !query.users.empty() || !query.keys.empty() || !query.exes.empty() ||
         !query.outcomes.empty() || query.operation;
}

Result<> check(const Arguments& arguments, const SearchOptions& options) {
  if (options.root && *options.root != "/" && !options.logs.empty()) {
    return fail("give logs or --root, not both");
  }
  for (const char* other : {"--all", "--summary", "--format"}) {
    if (options.into && arguments.has(other)) return fail(std::string("--into tells nothing, so it takes no ") + other);
  }
  if (arguments.has("--raw") && options.format != SearchFormat::JsonRaw) return fail("--raw goes with --format json");
  if (options.wanted == Wanted::Summary && options.format != SearchFormat::Text &&
      options.format != SearchFormat::Json) {
    return fail("--summary is text or json");
  }
  if (options.wanted != Wanted::EveryEvent) return {};
  if (options.format != SearchFormat::Json && options.format != SearchFormat::Raw) {
    return fail("--all needs --format json or raw");
  }
  if (asks_of_modules(options.query)) return fail("--all can be narrowed by --since and --until alone");
  return {};
}

}  // namespace

Result<SearchOptions> read_search_options(const Arguments& arguments) {
  SearchOptions options;
  options.logs = arguments.operands();
  options.root = arguments.value("--root");
  options.into = arguments.value("--into");
  options.quota = TRY(read_quota(arguments));
  if (!options.root && options.logs.empty()) options.root = "/";
  options.query = TRY(read_query(arguments, read_clock(options)));
  if (arguments.has("--all") && arguments.has("--summary")) return fail("--all and --summary don't go together");
  if (arguments.has("--all")) options.wanted = Wanted::EveryEvent;
  if (arguments.has("--summary")) options.wanted = Wanted::Summary;
  options.format = read_format(arguments);
  options.jobs = TRY(read_jobs(arguments));
  if (arguments.has("--quiet")) options.chatter = Chatter::Quiet;
  if (arguments.has("--verbose")) options.chatter = Chatter::Verbose;
  TRY(check(arguments, options));
  return options;
}

}  // namespace modtrail

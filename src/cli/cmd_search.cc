#include <atomic>

#include "cli/commands.h"
#include "cli/log_inputs.h"
#include "cli/progress.h"
#include "cli/search_options.h"
#include "cli/search_output.h"
#include "cli/terminal.h"
#include "cli/trail_writer.h"
#include "modtrail/base/text.h"
#include "modtrail/trail/log_event_writer.h"
#include "modtrail/trail/parallel_search.h"
#include "modtrail/trail/search.h"
#include "modtrail/trail/summary.h"

// `search`: find the logs, read them one after the other as one, or by several threads as if so, tell of what fits as
// it comes, and at the end how well the log could be read.
namespace modtrail {

namespace {

struct Found {
  std::uint64_t events = 0;
  std::uint64_t kept = 0;        // of these, new in the trail
  std::uint64_t unreadable = 0;  // logs
  std::uint64_t torn = 0;
  std::uint64_t lines = 0;
};

// What happens to each event of the log, and to the rest.
class Finder {
 public:
  Finder(const SearchOptions& options, HostNames names, std::uint64_t bytes, std::string_view version)
      : options_(options),
        names_(std::move(names)),
        progress_(bytes),
        output_(options.format, version, progress_),
        writer_([this](std::string_view lines) { output_.add_text(lines); }) {}

  // Module events go there; what it says first counts.
  void keep_in(TrailWriter& trail) { trail_ = &trail; }
  void read(const std::vector<LogFile>& logs);
  Result<Found> finish();

 private:
  Search make_search();
  std::optional<ModuleEvent> choose(const Event& event) const;
  void take(const ModuleEvent& event);
  void keep(const ModuleEvent& event);
  void take_any(const Event& event);
  void tell_torn(const std::string& file, const TornLine& torn);
  void read_one(Search& search, const LogFile& log);
  void read_in_parallel(const std::vector<SearchFile>& log, const ParallelBounds& bounds);
  void tell_unreadable(const Error& error);

  const SearchOptions& options_;
  HostNames names_;
  Progress progress_;
  SearchOutput output_;
  LogEventWriter writer_;
  Summary summary_;
  Counts counts_;
  Found found_;
  TrailWriter* trail_ = nullptr;
  Result<> kept_;
};

bool is_in_time(const Query& query, std::uint64_t time) {
  return time >= query.since.value_or(0) && time <= query.until.value_or(UINT64_MAX);
}

// Changes nothing: any thread may ask.
std::optional<ModuleEvent> Finder::choose(const Event& event) const {
  if (!is_in_time(options_.query, event.id().time)) return std::nullopt;
  auto module = module_event(event, names_);
  return module && matches(options_.query, *module) ? std::move(module) : std::nullopt;
}

void Finder::take(const ModuleEvent& event) {
  ++found_.events;
  if (trail_ != nullptr) {
    keep(event);
  } else if (options_.wanted == Wanted::Summary) {
    summary_.add(event);
  } else {
    output_.add(event);
  }
}

void Finder::keep(const ModuleEvent& event) {
  if (!kept_) return;
  const Result<bool> kept = trail_->keep(event);
  if (!kept) kept_ = tl::unexpected(kept.error());
  if (kept && *kept) ++found_.kept;
}

void Finder::take_any(const Event& event) {
  if (!is_in_time(options_.query, event.id().time)) return;
  ++found_.events;
  if (options_.format == SearchFormat::Json) return writer_.write(event);
  for (std::size_t i = 0; i < event.size(); ++i) {
    output_.add_text(event.line(i));
    output_.add_text("\n");
  }
}

void Finder::tell_torn(const std::string& file, const TornLine& torn) {
  if (options_.chatter != Chatter::Verbose) return;
  progress_.clear();
  remark((file == "-" ? "standard input" : file) + ":" + std::to_string(torn.line) +
         ": no record: " + std::string(name(torn.why)));
}

Search Finder::make_search() {
  const bool all = options_.wanted == Wanted::EveryEvent;
  Search::Sinks sinks;
  sinks.event = all ? Assembler::EventSink([this](const Event& event) { take_any(event); })
                    : Assembler::EventSink([this](const Event& event) {
                        if (const auto chosen = choose(event)) take(*chosen);
                      });
  sinks.torn = [this](const std::string& file, const TornLine& torn) { tell_torn(file, torn); };
  return Search(all ? Select::All : Select::Modules, {}, std::move(sinks));
}

void Finder::read_one(Search& search, const LogFile& log) {
  JournalTally tally;
  const auto source = open_log(log.path, tally, [this](std::uint64_t bytes) { progress_.add(bytes); });
  const Result<> read = source ? search.read(**source, log.path) : Result<>(tl::unexpected(source.error()));
  found_.torn += tally.torn;
  found_.lines += tally.torn;
  if (!read) tell_unreadable(read.error());
}

void Finder::tell_unreadable(const Error& error) {
  ++found_.unreadable;
  output_.flush();
  complain(error);
}

void Finder::read_in_parallel(const std::vector<SearchFile>& log, const ParallelBounds& bounds) {
  std::atomic<std::uint64_t> raw = 0;
  const OpenSearchFile open = [&](std::size_t part, std::uint64_t offset, JournalTally& tally) {
    const auto count = [&raw](std::uint64_t bytes) { raw += bytes; };
    return offset > 0 ? open_lines(log[part].name, offset, count) : open_log(log[part].name, tally, count);
  };
  ParallelSinks sinks;
  sinks.choose = [this](const Event& event) { return choose(event); };
  sinks.event = [this](const ModuleEvent& event) { take(event); };
  sinks.torn = [this](const std::string& file, const TornLine& torn) { tell_torn(file, torn); };
  sinks.unreadable = [this](const Error& error) { tell_unreadable(error); };
  sinks.idle = [this, &raw] { progress_.add(raw.exchange(0)); };
  sinks.goes_on = [this] { return output_.state().has_value() && kept_.has_value(); };
  const ParallelCounts counts = search_in_parallel(log, open, bounds, sinks);
  counts_ = counts.counts;
  found_.torn += counts.torn_entries;
  found_.lines += counts.torn_entries;
}

// As threads see it; nothing where one thread has to read it all.
std::vector<SearchFile> parts_of(const std::vector<LogFile>& logs, const ParallelBounds& bounds) {
  std::vector<SearchFile> parts;
  for (const LogFile& log : logs) {
    if (log.path == "-") return {};
    const bool large = log.size > bounds.least;
    parts.push_back({log.path, log.size, large && holds_lines(log) ? SearchFileKind::Lines : SearchFileKind::Packed});
  }
  return parts;
}

void Finder::read(const std::vector<LogFile>& logs) {
  if (options_.jobs > 1 && options_.wanted != Wanted::EveryEvent) {
    const ParallelBounds bounds{{}, options_.jobs};
    const std::vector<SearchFile> parts = parts_of(logs, bounds);
    if (count_stretches(parts, bounds) > 1) return read_in_parallel(parts, bounds);
  }
  Search search = make_search();
  for (const LogFile& log : logs) {
    if (output_.state()) read_one(search, log);
  }
  search.finish();
  counts_ = search.counts();
}

Result<Found> Finder::finish() {
  writer_.flush();
  if (options_.wanted == Wanted::Summary) {
    std::string text;
    if (options_.format == SearchFormat::Json) {
      append_json(text, summary_, counts_);
    } else {
      append_text(text, summary_);
    }
    output_.add_text(text);
  }
  output_.flush();
  TRY(output_.state());
  TRY(kept_);
  if (trail_ != nullptr) {
    const Result<> shrunk = trail_->shrink();
    TRY(trail_->finish());
    TRY(shrunk);
  }
  found_.torn += counts_.torn;
  found_.lines += counts_.lines;
  return found_;
}

void report(const SearchOptions& options, const Found& found) {
  if (options.into && options.chatter != Chatter::Quiet) {
    remark(std::to_string(found.kept) + " of " + std::to_string(found.events) + " module events are new in " +
           *options.into);
  }
  if (found.torn == 0 || options.chatter == Chatter::Quiet) return;
  const bool one = found.torn == 1;
  remark(std::to_string(found.torn) + " of " + std::to_string(found.lines) + (one ? " lines is" : " lines are") +
         " no record" + (options.chatter == Chatter::Verbose ? "" : "; --verbose tells which"));
}

Result<std::vector<LogFile>> find_logs(const SearchOptions& options) {
  if (options.root) return root_log_files(*options.root);
  std::vector<LogFile> logs;
  for (const std::string& operand : options.logs) {
    std::vector<LogFile> more = TRY(log_files(operand));
    logs.insert(logs.end(), more.begin(), more.end());
  }
  return logs;
}

std::uint64_t size_of(const std::vector<LogFile>& logs) {
  std::uint64_t bytes = 0;
  for (const LogFile& log : logs) bytes += log.size;
  return bytes;
}

Result<int> search_logs(const Program& program, const Arguments& arguments) {
  const SearchOptions options = TRY(read_search_options(arguments));
  const std::vector<LogFile> logs = TRY(find_logs(options));
  HostNames names;
  if (options.root) names = TRY(root_names(*options.root));
  if (options.wanted == Wanted::EveryEvent) widen_standard_output();
  Finder finder(options, std::move(names), size_of(logs), program.version);
  std::unique_ptr<TrailWriter> trail;
  if (options.into) {
    trail = TRY(TrailWriter::open(*options.into, options.quota));
    finder.keep_in(*trail);
  }
  finder.read(logs);
  const Found found = TRY(finder.finish());
  report(options, found);
  if (found.unreadable > 0) return kTrouble;
  return found.events > 0 ? kPass : kFail;
}

}  // namespace

int run_search(const Program& program, const Arguments& arguments) {
  const Result<int> code = search_logs(program, arguments);
  return code ? *code : complain(code.error());
}

}  // namespace modtrail

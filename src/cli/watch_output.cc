#include "cli/watch_output.h"

#include <algorithm>

#include "cli/terminal.h"
#include "modtrail/trail/encode.h"
#include "modtrail/trail/encode_loss.h"
#include "sink/log_message.h"

namespace modtrail {

namespace {

std::string name_of_stream(const WatchOptions& options) {
  return options.output ? "file:" + *options.output : "standard output";
}

}  // namespace

WatchOutput::WatchOutput(const WatchOptions& options, std::string_view version)
    : format_(options.format),
      version_(version),
      has_stream_(options.output || options.loggers.empty()),
      account_(name_of_stream(options)) {}

Result<WatchOutput> WatchOutput::open(const WatchOptions& options, std::string_view version,
                                      const std::optional<OutputPlace>& stopped) {
  WatchOutput output(options, version);
  if (!options.on_alert.empty()) output.alerts_.emplace(TRY(AlertCommand::start(options.on_alert, {})));
  if (options.output) {
    output.file_ = TRY(OutputFile::open(*options.output, {options.rotate, options.keep}, stopped));
  }
  for (const LoggerPlace& place : options.loggers) {
    output.loggers_.push_back(TRY(LogSink::open(place.logger, place.path, this_process())));
  }
  return output;
}

// ---- lines ----

std::string WatchOutput::line_of(const ModuleEvent& event) const {
  std::string line;
  switch (format_) {
    case WatchFormat::Text:
      append_text(line, event);
      break;
    case WatchFormat::Json:
      append_json(line, event, Lines::Leave);
      break;
    case WatchFormat::JsonRaw:
      append_json(line, event, Lines::Include);
      break;
    case WatchFormat::Ecs:
      append_ecs(line, event, {"modtrail", version_});
      break;
    case WatchFormat::Ocsf:
      append_ocsf(line, event, {"modtrail", version_});
      break;
  }
  return line;
}

template <class Told>
std::string WatchOutput::line_of(const Told& told) const {
  std::string line;
  if (format_ == WatchFormat::Text) {
    append_text(line, told);
  } else {
    append_json(line, told);
  }
  return line;
}

// A logger has text of its own for people: it knows the time, and takes one line.
template <class Told>
void WatchOutput::tell(const Told& told, Tick now) {
  const std::string line = line_of(told);
  if (has_stream_) pending_ += line;
  if (loggers_.empty()) return;
  LogMessage message = message_of(told);
  if (format_ != WatchFormat::Text) message.text = line.substr(0, line.size() - 1);
  for (LogSink& logger : loggers_) logger.add(message, now);
}

void WatchOutput::add(const ModuleEvent& event, Tick now) {
  tell(event, now);
  if (alerts_) alerts_->see(event);
}

void WatchOutput::add(const Loss& loss, Tick now) {
  tell(loss, now);
}

void WatchOutput::add(const TrailInterval& interval, Tick now) {
  tell(interval, now);
}

void WatchOutput::add(const Alert& alert, Tick now) {
  tell(alert, now);
  if (alerts_) alerts_->add(alert, now);
}

void WatchOutput::add(const Delivery& delivery, Tick now) {
  tell(delivery, now);
}

void WatchOutput::add_anchor(const Anchor& anchor, Tick now) {
  for (LogSink& logger : loggers_) logger.add(message_of(anchor), now);
}

// ---- out ----

Result<> WatchOutput::flush(Tick now) {
  if (pending_.empty()) return {};
  const Result<> written = file_ ? file_->append(pending_) : write_standard_output(pending_);
  if (!written) {
    account_.failed(written.error().message, now);
    return written;
  }
  if (account_.is_failing())
    account_.late(static_cast<std::uint64_t>(std::count(pending_.begin(), pending_.end(), '\n')));
  account_.worked(now);
  pending_.clear();
  return {};
}

void WatchOutput::pass_on(Tick now) {
  for (LogSink& logger : loggers_) logger.flush(now);
  if (alerts_) alerts_->flush(now);
}

bool WatchOutput::is_passing() const {
  const bool logging =
      std::any_of(loggers_.begin(), loggers_.end(), [](const LogSink& one) { return !one.is_empty(); });
  return logging || (alerts_ && !alerts_->is_empty());
}

void WatchOutput::give_up(Tick now) {
  for (LogSink& logger : loggers_) logger.give_up(now);
  if (alerts_) alerts_->give_up(now);
}

std::vector<Delivery> WatchOutput::news(Tick now) {
  std::vector<Delivery> out;
  const auto add_one = [&](std::optional<Delivery> one) {
    if (one) out.push_back(std::move(*one));
  };
  add_one(account_.news(now));
  for (LogSink& logger : loggers_) add_one(logger.news(now));
  if (alerts_) add_one(alerts_->news(now));
  return out;
}

}  // namespace modtrail

#include "cli/anchor_places.h"

#include <chrono>
#include <optional>
#include <string_view>
#include <thread>

#include "cli/output_file.h"
#include "cli/time_words.h"
#include "cli/watch_options.h"
#include "host/alert_command.h"
#include "modtrail/base/text.h"
#include "sink/log_message.h"
#include "sink/log_sink.h"

namespace modtrail {

namespace {

constexpr std::string_view kFile = "file:";
constexpr std::string_view kCommand = "command:";
constexpr std::chrono::milliseconds kLook{5};
constexpr std::uint64_t kPatience = 5000;  // milliseconds for a logger

std::string lines_of(const std::vector<Anchor>& anchors) {
  std::string out;
  for (const Anchor& anchor : anchors) out += print_anchor(anchor) + "\n";
  return out;
}

Result<> put_in_file(const std::vector<Anchor>& anchors, const std::string& path) {
  OutputFile file = TRY(OutputFile::open(path, {}, std::nullopt));
  return file.append(lines_of(anchors));
}

Result<> put_in_logger(const std::vector<Anchor>& anchors, const LoggerPlace& place) {
  LogSink sink = TRY(LogSink::open(place.logger, place.path, this_process()));
  for (const Anchor& anchor : anchors) sink.add(message_of(anchor), tick());
  for (const std::uint64_t end = tick().steady + kPatience; tick().steady < end; std::this_thread::sleep_for(kLook)) {
    sink.flush(tick());
    if (sink.is_empty()) return {};
  }
  const std::optional<Delivery> news = sink.news(tick());
  return fail(place.path + " has not taken the anchors: " + (news ? news->detail : "it had no room"));
}

Result<> put_in_command(const std::vector<Anchor>& anchors, std::string_view text) {
  std::vector<std::string> words;
  for (const std::string_view word : split(text, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  AlertCommand command = TRY(AlertCommand::start(words, {}));
  if (!TRY(command.run(lines_of(anchors)))) return fail(command.name() + " cannot be started");
  for (;;) {
    const std::vector<std::string> ended = command.ended();
    if (!ended.empty() && ended[0].empty()) return {};
    if (!ended.empty()) return fail(command.name() + " has not taken the anchors: it " + ended[0]);
    std::this_thread::sleep_for(kLook);
  }
}

}  // namespace

Result<> put_anchors(const std::vector<Anchor>& anchors, const std::string& place) {
  const std::string_view text = place;
  if (text.starts_with(kFile)) return put_in_file(anchors, std::string(text.substr(kFile.size())));
  if (text.starts_with(kCommand)) return put_in_command(anchors, text.substr(kCommand.size()));
  if (const std::optional<LoggerPlace> logger = parse_logger(place)) return put_in_logger(anchors, *logger);
  return fail("--anchor-to takes file:PATH, syslog, journald or command:PROGRAM ARGUMENTS, not \"" + place + "\"");
}

}  // namespace modtrail

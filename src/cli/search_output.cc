#include "cli/search_output.h"

#include "cli/terminal.h"
#include "modtrail/trail/encode.h"

namespace modtrail {

namespace {

constexpr std::size_t kPending = std::size_t{64} << 10;

}  // namespace

SearchOutput::SearchOutput(SearchFormat format, std::string_view version, Progress& progress)
    : format_(format), version_(version), progress_(progress) {
  if (format == SearchFormat::Csv) pending_ = csv_header();
}

void SearchOutput::add(const ModuleEvent& event) {
  switch (format_) {
    case SearchFormat::Text:
      append_text(pending_, event);
      break;
    case SearchFormat::Json:
      append_json(pending_, event, Lines::Leave);
      break;
    case SearchFormat::JsonRaw:
      append_json(pending_, event, Lines::Include);
      break;
    case SearchFormat::Ecs:
      append_ecs(pending_, event, {"modtrail", version_});
      break;
    case SearchFormat::Ocsf:
      append_ocsf(pending_, event, {"modtrail", version_});
      break;
    case SearchFormat::Csv:
      append_csv(pending_, event);
      break;
    case SearchFormat::Raw:
      append_raw(pending_, event);
      break;
  }
  if (pending_.size() >= kPending) flush();
}

void SearchOutput::add_text(std::string_view text) {
  if (pending_.empty() && text.size() >= kPending) {
    if (state_) state_ = write_standard_output(text);
    return;
  }
  pending_ += text;
  if (pending_.size() >= kPending) flush();
}

void SearchOutput::flush() {
  progress_.clear();
  if (state_ && !pending_.empty()) state_ = write_standard_output(pending_);
  pending_.clear();
}

}  // namespace modtrail

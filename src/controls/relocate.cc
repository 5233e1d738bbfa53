#include "modtrail/controls/relocate.h"

#include <algorithm>
#include <initializer_list>

#include "modtrail/base/text.h"

// The core works on files as nodes have them.  Only at the end a place in one becomes the place in the document that
// the user wrote; files of no document keep their names.
namespace modtrail {
namespace {

constexpr std::size_t kSourceBytes = std::size_t{8} << 20;  // of all carets' lines together

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void relocate(Origin& origin, const Places& places) {
  if (const auto spot = places.find(origin, 1)) origin = spot->origin;
}

void relocate(std::optional<Origin>& origin, const Places& places) {
  if (origin) relocate(*origin, places);
}

// "FILE:3" and "FILE line 3" within a sentence.
void relocate(std::string& text, const Places& places, const std::string& file) {
  for (std::size_t at = text.find(file); at != std::string::npos; at = text.find(file, at + 1)) {
    const std::string_view rest = std::string_view(text).substr(at + file.size());
    const std::size_t before = rest.starts_with(" line ") ? 6U : (rest.starts_with(":") ? 1U : 0U);
    std::size_t end = before;
    while (before > 0 && end < rest.size() && is_digit(rest[end])) ++end;
    const auto line = parse_number(rest.substr(before, end - before));
    if (!line) continue;
    const auto spot = places.find({file, static_cast<std::uint32_t>(*line), 1}, 1);
    if (!spot) continue;
    const std::string shown =
        spot->origin.file + std::string(rest.substr(0, before)) + std::to_string(spot->origin.line);
    text.replace(at, file.size() + end, shown);
  }
}

void relocate(std::string& text, const Places& places) {
  for (const std::string& file : places.files()) relocate(text, places, file);
}

void relocate(Finding& finding, const Places& places, std::size_t& bytes) {
  relocate(finding.message, places);
  const auto spot = places.find(finding.origin, finding.width);
  if (!spot) return;
  finding.origin = spot->origin;
  finding.width = spot->width;
  bytes += spot->source.size();
  finding.source = bytes > kSourceBytes ? std::string() : spot->source;
}

}  // namespace

Assessment relocated(Assessment assessment, const Places& places) {
  std::size_t bytes = 0;
  for (Finding& finding : assessment.findings) relocate(finding, places, bytes);
  for (Row& row : assessment.coverage) {
    relocate(row.origin, places);
    relocate(row.reason, places);
  }
  for (ExecuteRow& row : assessment.execute) {
    relocate(row.origin, places);
    relocate(row.reason, places);
  }
  for (ControlResult& control : assessment.controls) {
    relocate(control.reason, places);
    if (control.scanner) relocate(control.scanner->because, places);
  }
  for (SourceFile& file : assessment.sources) relocate(file.stop_reason, places);
  return assessment;
}

Filter relocated(Filter filter, const Places& places) {
  for (std::vector<FilterRule>* list :
       {&filter.exit, &filter.task, &filter.exclude, &filter.filesystem, &filter.user, &filter.io_uring}) {
    for (FilterRule& entry : *list) relocate(entry.rule.origin, places);
  }
  relocate(filter.enabled_by, places);
  relocate(filter.rate_limit_by, places);
  return filter;
}

}  // namespace modtrail

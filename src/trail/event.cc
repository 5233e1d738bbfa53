#include "modtrail/trail/event.h"

#include <algorithm>

#include "modtrail/trail/module_event.h"

namespace modtrail {

namespace {

std::uint32_t offset_in(std::string_view line, std::string_view part) {
  return part.data() == nullptr ? 0 : static_cast<std::uint32_t>(part.data() - line.data());
}

std::uint32_t size_of(std::string_view part) {
  return static_cast<std::uint32_t>(part.size());
}

}  // namespace

std::string_view Event::line(std::size_t index) const {
  return {text_.data() + lines_[index].start, lines_[index].size};
}

std::uint64_t Event::position(std::size_t index) const {
  return lines_[index].position;
}

Record Event::record(std::size_t index) const {
  const Line& line = lines_[index];
  const char* const text = text_.data() + line.start;
  Record record;
  record.node = id_.node;
  record.type_name = {text + line.type_start, line.type_size};
  record.type = line.type;
  record.time = id_.time;
  record.serial = id_.serial;
  record.body = {text + line.body, line.body_size};
  record.enriched = {text + line.enriched, line.enriched_size};
  return record;
}

void Event::begin(const Record& record) {
  id_.node = record.node;
  id_.time = record.time;
  id_.serial = record.serial;
  whole_ = Whole::Yes;
  last_position_ = 0;
}

void Event::append(std::string_view line, const Record& record, std::uint64_t position) {
  lines_.push_back({position, static_cast<std::uint32_t>(text_.size()), size_of(line),
                    offset_in(line, record.type_name), size_of(record.type_name), offset_in(line, record.body),
                    size_of(record.body), offset_in(line, record.enriched), size_of(record.enriched), record.type});
  text_ += line;
  text_ += '\n';
}

void Event::trim(std::uint64_t gap) {
  if (lines_.back().position - lines_.front().position <= gap) return;
  std::size_t first = 0;
  while (first < size() && !is_module_record(record(first))) ++first;
  if (first == size()) return;
  const std::uint64_t anchor = lines_[first].position;
  const auto near =
      std::find_if(lines_.begin(), lines_.end(), [&](const Line& line) { return line.position + gap >= anchor; });
  lines_.erase(lines_.begin(), near);
}

void Event::clear() {
  text_.clear();
  lines_.clear();
}

void Event::release() {
  std::string().swap(text_);
  std::vector<Line>().swap(lines_);
}

}  // namespace modtrail

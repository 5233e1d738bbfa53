#include "source/document.h"

#include <algorithm>

#include "modtrail/base/text.h"
#include "source/data_url.h"

// A scalar is found again in the bytes it was read from: a plain or quoted one is looked for in them, a literal block's
// lines are the ends of the lines below its "|".  Where that fails (escapes, folds), the scalar as a whole is the
// place.
namespace modtrail {
namespace {

std::vector<std::size_t> line_starts(std::string_view text) {
  std::vector<std::size_t> starts = {0};
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    starts.push_back(at + 1);
  }
  return starts;
}

std::string_view raw_of(const std::string& text, const YamlNode& node) {
  const std::size_t from = std::min(node.start.offset, text.size());
  const std::size_t to = std::clamp(node.end.offset, from, text.size());
  return std::string_view(text).substr(from, to - from);
}

std::string_view without_return(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// Offsets in the document of the lines of a literal block; none where they are not to be found.
std::vector<std::size_t> literal_lines(std::string_view raw, const YamlNode& node) {
  std::vector<std::size_t> out;
  std::size_t at = raw.find('\n');
  for (const std::string_view line : split(node.scalar, '\n')) {
    const bool is_end = line.empty() && out.size() > 0 && at == std::string_view::npos;
    if (is_end) break;
    if (at == std::string_view::npos) return {};
    const std::size_t next = raw.find('\n', at + 1);
    const std::string_view written =
        without_return(raw.substr(at + 1, next == std::string_view::npos ? next : next - at - 1));
    if (!line.empty() && !written.ends_with(line)) return {};
    out.push_back(node.start.offset + at + 1 + written.size() - line.size());
    at = next;
  }
  return out;
}

std::vector<std::size_t> written_lines(std::string_view raw, const YamlNode& node) {
  if (node.style == YamlStyle::Literal && node.scalar.find('\n') != std::string::npos) return literal_lines(raw, node);
  const std::size_t at = raw.find(node.scalar);
  const bool one_line = node.scalar.find('\n') == std::string::npos;
  if (!one_line || at == std::string_view::npos) return {};
  return {node.start.offset + at};
}

constexpr std::size_t kShownLine = std::size_t{16} << 10;

std::size_t encoded_size(std::string_view data, std::size_t from, std::size_t bytes) {
  std::size_t at = from;
  for (std::size_t i = 0; i < bytes && at < data.size(); ++i) at += encoded_width(data, at);
  return std::min(at, data.size()) - from;
}

}  // namespace

Spot TextMap::find(std::uint32_t line, std::uint32_t column, std::uint32_t width) const {
  Spot out;
  out.origin.file = file;
  if (lines.empty()) return out;
  const bool whole = carriage == Carriage::Whole;
  const std::size_t wanted = line == 0 || whole ? 0 : line - 1;
  const Line& start = lines[std::min(wanted, lines.size() - 1)];
  std::size_t before = whole || column == 0 ? 0 : column - 1;
  std::size_t under = std::max<std::size_t>(width, 1);
  if (carriage == Carriage::Escapes) {
    before = encoded_size(data, start.at, before);
    under = encoded_size(data, start.at + before, under);
  }
  out.source = sources.at(start.source);
  out.origin.line = start.line;
  out.origin.column = start.column + static_cast<std::uint32_t>(before);
  if (!out.source.empty()) {
    const std::size_t size = out.source.size();
    out.origin.column = std::min(out.origin.column, static_cast<std::uint32_t>(size));
    const std::size_t left = size - out.origin.column + 1;
    under = whole ? left : std::min(under, left);
  }
  out.width = static_cast<std::uint32_t>(std::max<std::size_t>(under, 1));
  return out;
}

Document::Document(std::string name, std::string text)
    : name_(std::move(name)), text_(std::move(text)), starts_(line_starts(text_)) {}

Document::Document(TextMap carried, std::string text)
    : name_(carried.file), text_(std::move(text)), starts_(line_starts(text_)), carried_(std::move(carried)) {}

Document::Found Document::spot(std::size_t offset) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  const auto index = static_cast<std::size_t>(after - starts_.begin()) - 1;
  const auto line = static_cast<std::uint32_t>(index + 1);
  const auto column = static_cast<std::uint32_t>(offset - starts_[index] + 1);
  if (!carried_.lines.empty()) {
    Spot outer = carried_.find(line, column, 1);
    return {{outer.origin.line, outer.origin.column}, std::move(outer.source), carried_.carriage == Carriage::Bytes};
  }
  const std::size_t end = index + 1 < starts_.size() ? starts_[index + 1] - 1 : text_.size();
  std::size_t size = end - starts_[index];
  if (size > 0 && text_[starts_[index] + size - 1] == '\r') --size;
  return {{line, column}, size > kShownLine ? std::string() : text_.substr(starts_[index], size), true};
}

TextMap Document::mapped(const std::vector<std::size_t>& offsets, Carriage carriage) const {
  TextMap out;
  out.file = name_;
  out.carriage = carriage;
  for (const std::size_t offset : offsets) {
    Found found = spot(offset);
    if (!found.exact) out.carriage = Carriage::Whole;
    if (out.sources.empty() || carriage == Carriage::Bytes) out.sources.push_back(std::move(found.source));
    found.line.source = out.sources.size() - 1;
    out.lines.push_back(found.line);
  }
  return out;
}

TextMap Document::map_of_whole(const YamlNode& scalar) const {
  return mapped({scalar.start.offset}, Carriage::Whole);
}

TextMap Document::map_of(const YamlNode& scalar) const {
  const std::vector<std::size_t> lines = written_lines(raw_of(text_, scalar), scalar);
  return lines.empty() ? map_of_whole(scalar) : mapped(lines, Carriage::Bytes);
}

TextMap Document::map_of_escapes(const YamlNode& scalar, std::size_t data_at) const {
  const std::vector<std::size_t> written = written_lines(raw_of(text_, scalar), scalar);
  if (written.size() != 1) return map_of_whole(scalar);
  const std::string_view url = scalar.scalar;
  std::vector<std::size_t> lines = {data_at};
  for (std::size_t at = data_at; at < url.size(); at += encoded_width(url, at)) {
    const std::string_view escape = url.substr(at, 3);
    if (escape == "%0A" || escape == "%0a") lines.push_back(at + 3);
  }
  TextMap out = mapped({written.front()}, Carriage::Escapes);
  if (out.carriage == Carriage::Whole) return out;
  out.data = url.substr(data_at);
  const TextMap::Line start = out.lines.front();
  out.lines.clear();
  for (const std::size_t at : lines) {
    out.lines.push_back({start.line, start.column + static_cast<std::uint32_t>(at), 0, at - data_at});
  }
  return out;
}

Spot Document::spot_of(const YamlNode& node) const {
  const TextMap map = node.kind == YamlKind::Scalar ? map_of(node) : mapped({node.start.offset}, Carriage::Bytes);
  const std::size_t line_end = node.scalar.find('\n');
  return map.find(1, 1, static_cast<std::uint32_t>(std::max<std::size_t>(std::min(line_end, node.scalar.size()), 1)));
}

Spot Document::spot_of(const YamlNode& scalar, std::size_t behind) const {
  return map_of(scalar).find(1, static_cast<std::uint32_t>(behind + 1), 1);
}

std::string Document::where(const YamlNode& node) const {
  const Origin origin = spot_of(node).origin;
  return origin.file + ":" + std::to_string(origin.line) + ":" + std::to_string(origin.column);
}

Diagnostic notice(Level level, std::string_view id, std::string message, const Spot& place, std::string hint) {
  Diagnostic out;
  out.level = level;
  out.id = std::string(id);
  out.message = std::move(message);
  out.origin = place.origin;
  out.width = place.width;
  out.source = place.source;
  out.hint = std::move(hint);
  return out;
}

}  // namespace modtrail

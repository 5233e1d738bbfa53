#include "modtrail/base/yaml.h"

#include <yaml.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <set>
#include <utility>

namespace modtrail {
namespace {

std::string bytes_of(const yaml_char_t* text) {
  return text == nullptr ? std::string() : reinterpret_cast<const char*>(text);
}

YamlStyle style_of(yaml_scalar_style_t style) {
  switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
      return YamlStyle::Quoted;
    case YAML_LITERAL_SCALAR_STYLE:
      return YamlStyle::Literal;
    case YAML_FOLDED_SCALAR_STYLE:
      return YamlStyle::Folded;
    case YAML_ANY_SCALAR_STYLE:
    case YAML_PLAIN_SCALAR_STYLE:
      break;
  }
  return YamlStyle::Plain;
}

// One event of libyaml, freed with its holder.
class Event {
 public:
  Event() { std::memset(&event_, 0, sizeof event_); }
  ~Event() { yaml_event_delete(&event_); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  yaml_event_t& operator*() { return event_; }
  yaml_event_t* operator->() { return &event_; }

 private:
  yaml_event_t event_;
};

class Reader {
 public:
  Reader(std::string_view text, std::string_view file, const YamlMark& begin)
      : text_(text), file_(file), begin_(begin) {
    ready_ = yaml_parser_initialize(&parser_) != 0;
    if (!ready_) return;
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  ~Reader() {
    if (ready_) yaml_parser_delete(&parser_);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  Result<std::vector<YamlNode>> documents();

 private:
  Result<> next(Event& event);
  Result<YamlNode> node(Event& event, std::size_t depth);
  Result<YamlNode> scalar(Event& event);
  Result<YamlNode> sequence(Event& event, std::size_t depth);
  Result<YamlNode> mapping(Event& event, std::size_t depth);
  tl::unexpected<Error> error(const YamlMark& mark, const std::string& message) const {
    return fail(place(file_, mark) + ": " + message);
  }
  tl::unexpected<Error> parser_error() const;
  // Its offset still counts characters of the text, until set_offset().
  YamlMark mark_of(const yaml_mark_t& mark) const;
  void set_offset(YamlMark& mark);

  yaml_parser_t parser_ = {};
  bool ready_ = false;
  std::string_view text_;
  std::string_view file_;
  YamlMark begin_;  // of the text in the file
  std::size_t nodes_ = 0;
  std::size_t seen_characters_ = 0;  // the place set_offset() last stood at
  std::size_t seen_bytes_ = 0;
};

YamlMark Reader::mark_of(const yaml_mark_t& mark) const {
  const auto line = static_cast<std::uint32_t>(mark.line);
  const auto column = static_cast<std::uint32_t>(mark.column);
  return {mark.index, begin_.line + line, column + (line == 0 ? begin_.column : 1)};
}

tl::unexpected<Error> Reader::parser_error() const {
  const char* problem = parser_.problem == nullptr ? "out of memory" : parser_.problem;
  yaml_mark_t mark = parser_.problem_mark;
  if (parser_.error == YAML_READER_ERROR) {
    const std::string_view before = text_.substr(0, parser_.problem_offset);
    mark.line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    mark.column = before.size() - (before.rfind('\n') + 1);  // npos + 1 is 0
  }
  return error(mark_of(mark), std::string("not YAML: ") + problem);
}

Result<> Reader::next(Event& event) {
  if (yaml_parser_parse(&parser_, &*event) == 0) return parser_error();
  return {};
}

// libyaml counts characters; what is spliced is bytes.  Marks come in the order of the text but for
// the end of a block, which lies a little back.
void Reader::set_offset(YamlMark& mark) {
  if (mark.offset < seen_characters_) {
    seen_characters_ = 0;
    seen_bytes_ = 0;
  }
  while (seen_characters_ < mark.offset && seen_bytes_ < text_.size()) {
    ++seen_bytes_;
    while (seen_bytes_ < text_.size() && (static_cast<unsigned char>(text_[seen_bytes_]) & 0xC0U) == 0x80U) {
      ++seen_bytes_;
    }
    ++seen_characters_;
  }
  mark.offset = begin_.offset + seen_bytes_;
}

bool is_merge(const YamlNode& key) {
  return key.style == YamlStyle::Plain && key.scalar == "<<";
}

Result<YamlNode> Reader::scalar(Event& event) {
  const auto& data = event->data.scalar;
  YamlNode out;
  out.style = style_of(data.style);
  out.tag = bytes_of(data.tag);
  out.scalar.assign(reinterpret_cast<const char*>(data.value), data.length);
  return out;
}

Result<YamlNode> Reader::sequence(Event& event, std::size_t depth) {
  const auto& data = event->data.sequence_start;
  YamlNode out;
  out.kind = YamlKind::Sequence;
  out.style = data.style == YAML_FLOW_SEQUENCE_STYLE ? YamlStyle::Flow : YamlStyle::Block;
  out.tag = bytes_of(data.tag);
  while (true) {
    Event item;
    TRY(next(item));
    if (item->type == YAML_SEQUENCE_END_EVENT) {
      out.end = mark_of(item->end_mark);
      return out;
    }
    out.items.push_back(TRY(node(item, depth + 1)));
  }
}

Result<YamlNode> Reader::mapping(Event& event, std::size_t depth) {
  const auto& data = event->data.mapping_start;
  YamlNode out;
  out.kind = YamlKind::Mapping;
  out.style = data.style == YAML_FLOW_MAPPING_STYLE ? YamlStyle::Flow : YamlStyle::Block;
  out.tag = bytes_of(data.tag);
  std::set<std::string> seen;
  while (true) {
    Event key;
    TRY(next(key));
    if (key->type == YAML_MAPPING_END_EVENT) {
      out.end = mark_of(key->end_mark);
      return out;
    }
    YamlNode name = TRY(node(key, depth + 1));
    if (name.kind != YamlKind::Scalar) return error(name.start, "a key that is not a scalar");
    if (is_merge(name)) return error(name.start, "a merge key (<<), which is not accepted");
    if (!seen.insert(name.scalar).second) {
      return error(name.start, "the key '" + name.scalar + "' stands twice in this mapping");
    }
    Event value;
    TRY(next(value));
    out.keys.push_back(std::move(name));
    out.items.push_back(TRY(node(value, depth + 1)));
  }
}

Result<YamlNode> Reader::node(Event& event, std::size_t depth) {
  YamlMark start = mark_of(event->start_mark);
  if (depth > kYamlDepth) {
    return error(start, "more than " + std::to_string(kYamlDepth) + " levels deep");
  }
  if (++nodes_ > kYamlNodes) {
    return error(start, "more than " + std::to_string(kYamlNodes) + " values");
  }
  if (event->type == YAML_ALIAS_EVENT) return error(start, "an alias (*), which is not accepted");
  set_offset(start);
  YamlNode out;
  out.end = mark_of(event->end_mark);
  if (event->type == YAML_SCALAR_EVENT) {
    const YamlMark end = out.end;
    out = TRY(scalar(event));
    out.end = end;
  } else if (event->type == YAML_SEQUENCE_START_EVENT) {
    out = TRY(sequence(event, depth));
  } else {
    out = TRY(mapping(event, depth));
  }
  out.start = start;
  set_offset(out.end);
  return out;
}

Result<std::vector<YamlNode>> Reader::documents() {
  if (!ready_) return fail("out of memory");
  std::vector<YamlNode> out;
  while (true) {
    Event event;
    TRY(next(event));
    switch (event->type) {
      case YAML_STREAM_END_EVENT:
        return out;
      case YAML_SCALAR_EVENT:
      case YAML_ALIAS_EVENT:
      case YAML_SEQUENCE_START_EVENT:
      case YAML_MAPPING_START_EVENT:
        out.push_back(TRY(node(event, 1)));
        break;
      case YAML_NO_EVENT:
      case YAML_STREAM_START_EVENT:
      case YAML_DOCUMENT_START_EVENT:
      case YAML_DOCUMENT_END_EVENT:
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        break;
    }
  }
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].scalar == key) return &items[i];
  }
  return nullptr;
}

bool is_null(const YamlNode& node) {
  return node.kind == YamlKind::Scalar && node.style == YamlStyle::Plain &&
         (node.scalar.empty() || node.scalar == "~" || node.scalar == "null");
}

std::string place(std::string_view file, const YamlMark& mark) {
  return std::string(file) + ":" + std::to_string(mark.line) + ":" + std::to_string(mark.column);
}

Result<std::vector<YamlNode>> parse_yaml(std::string_view text, std::string_view file, const YamlMark& start) {
  return Reader(text, file, start).documents();
}

}  // namespace modtrail

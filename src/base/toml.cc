#include "modtrail/base/toml.h"

#include <algorithm>
#include <optional>
#include <utility>

// Without exceptions and from its headers alone: the static program has no library of it.  Its assertions, which bad
// input can fail, neither end the program nor, with NDEBUG, become promises to the compiler: it goes on, and finds out.
#undef NDEBUG
#define TOML_ASSERT(expression) static_cast<void>(expression)
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

// toml++ 3.3 asserts on a table header without a name, "[ #", and on blanks outside of ASCII.  Both are no TOML: so
// before it sees a document, that is gone through once, as far as it takes to know what is a string, a comment, a key
// and a value, and every header is read whole.
namespace modtrail {
namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::string_view kInside = " \t\r+.:";  // of numbers, times and dotted keys
constexpr std::string_view kBeforeKey = "\n{,.";
constexpr std::string_view kBeforeValue = "\n=[,";  // a line break within an array

bool is_bare(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

struct Complaint {
  std::size_t at = 0;
  std::string_view what;
};

class Precheck {
 public:
  explicit Precheck(std::string_view text) : text_(text) {}

  std::optional<Complaint> run() {
    while (at_ < text_.size()) {
      if (const auto complaint = step()) return complaint;
    }
    return std::nullopt;
  }

 private:
  char current() const { return at_ < text_.size() ? text_[at_] : '\n'; }
  bool next_is(std::string_view word) const { return text_.substr(at_, word.size()) == word; }
  void skip_blanks() { at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size()); }
  void skip_to_feed() { at_ = std::min(text_.find('\n', at_), text_.size()); }

  std::optional<Complaint> step();
  std::optional<Complaint> mark(char c);
  std::optional<Complaint> header();
  bool begins_something() const { return (in_key_ ? kBeforeKey : kBeforeValue).find(last_) != std::string_view::npos; }
  bool key();
  std::optional<Complaint> string();
  std::optional<Complaint> long_string(std::string_view quotes);
  std::optional<Complaint> escape();

  std::string_view text_;
  std::size_t at_ = 0;
  std::string open_;    // [ and { of the arrays and inline tables around
  bool in_key_ = true;  // not in a value
  char last_ = '\n';    // before it, blanks and comments aside
};

std::optional<Complaint> Precheck::step() {
  const char c = current();
  if (static_cast<unsigned char>(c) >= 0x80) return Complaint{at_, "only ASCII can stand here, outside of strings"};
  if (c == '#') {
    skip_to_feed();
    return std::nullopt;
  }
  if (c == '[' && last_ == '\n' && open_.empty()) return header();
  if (c == '"' || c == '\'') {
    if (!begins_something()) return Complaint{at_, "no string can stand here"};
    last_ = c;
    return string();
  }
  if (const auto complaint = mark(c)) return complaint;
  if (kBlanks.find(c) == std::string_view::npos) last_ = c;
  ++at_;
  return std::nullopt;
}

// What stands outside of strings: where a key ends and a value, so that no quote within one is taken for a string's.
std::optional<Complaint> Precheck::mark(char c) {
  const bool in_array = open_.ends_with('[');
  const bool in_table = open_.ends_with('{');
  if (c == '\n') {
    in_key_ = in_key_ || open_.empty();
  } else if (c == '=') {
    if (!std::exchange(in_key_, false)) return Complaint{at_, "no = can stand within a value"};
  } else if (c == '[' || c == '{') {
    if (in_key_ || !begins_something()) return Complaint{at_, "no array or table can begin here"};
    open_ += c;
    in_key_ = c == '{';
  } else if (c == ',') {
    if (open_.empty()) return Complaint{at_, "a comma stands in an array or inline table"};
    in_key_ = in_table;
  } else if (c == ']' || c == '}') {
    if (!(c == ']' ? in_array : in_table)) return Complaint{at_, "nothing that ends here was begun"};
    open_.pop_back();
    in_key_ = false;
  } else if (!is_bare(c) && kInside.find(c) == std::string_view::npos) {
    return Complaint{at_, "this cannot stand here, outside of a string"};
  }
  return std::nullopt;
}

// At a quote: behind its string, or at the end of the line that leaves it open.
std::optional<Complaint> Precheck::string() {
  if (next_is("\"\"\"") || next_is("'''")) return long_string(text_.substr(at_, 3));
  const char quote = text_[at_++];
  while (current() != quote && current() != '\n') {
    if (quote == '"' && current() == '\\') {
      if (const auto complaint = escape()) return complaint;
    } else {
      ++at_;
    }
  }
  if (at_ < text_.size() && current() == quote) ++at_;
  return std::nullopt;
}

// At a backslash: behind what it escapes, which may be the end of the line and all blanks after it.
std::optional<Complaint> Precheck::escape() {
  const std::size_t after = std::min(text_.find_first_not_of(" \t\r\n", at_ + 1), text_.size());
  if (after < text_.size() && static_cast<unsigned char>(text_[after]) >= 0x80) {
    return Complaint{after, "only ASCII can follow a backslash"};
  }
  at_ = std::min(at_ + 2, text_.size());
  return std::nullopt;
}

std::optional<Complaint> Precheck::long_string(std::string_view quotes) {
  at_ += quotes.size();
  while (at_ < text_.size() && !next_is(quotes)) {
    if (quotes[0] == '"' && text_[at_] == '\\') {
      if (const auto complaint = escape()) return complaint;
    } else {
      ++at_;
    }
  }
  while (at_ < text_.size() && text_[at_] == quotes[0]) ++at_;  // up to two more belong to the string
  return std::nullopt;
}

bool Precheck::key() {
  skip_blanks();
  const std::size_t begin = at_;
  if (current() == '"' || current() == '\'') {
    const char quote = current();
    if (next_is("\"\"\"") || next_is("'''")) return false;
    if (string()) return false;
    return at_ > begin + 1 && text_[at_ - 1] == quote;
  }
  while (is_bare(current())) ++at_;
  return at_ > begin;
}

// "[a.b]" or "[[a.b]]"
std::optional<Complaint> Precheck::header() {
  const std::size_t begin = at_;
  const std::string_view end = next_is("[[") ? "]]" : "]";
  at_ += end.size();
  do {
    if (!key()) return Complaint{begin, "a table needs a name of letters, digits, - and _, or in quotes"};
    skip_blanks();
  } while (current() == '.' && ++at_ > 0);
  if (!next_is(end)) return Complaint{begin, "the name of a table ends with ] on the same line"};
  at_ += end.size();
  last_ = ']';
  return std::nullopt;
}

std::string place_of(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t feed = before.rfind('\n');
  const std::size_t column = feed == std::string_view::npos ? at + 1 : at - feed;
  return std::to_string(line) + ":" + std::to_string(column);
}

std::string padded(unsigned number, std::size_t width) {
  std::string out = std::to_string(number);
  return std::string(width - std::min(width, out.size()), '0') + out;
}

Toml converted(const toml::node& node);

void convert_table(const toml::table& table, Toml& out) {
  out.kind = Toml::Kind::Table;
  for (const auto& [key, value] : table) out.members.push_back({std::string(key.str()), converted(value)});
}

void convert_array(const toml::array& array, Toml& out) {
  out.kind = Toml::Kind::Array;
  for (const toml::node& item : array) out.items.push_back(converted(item));
}

void convert_value(const toml::node& node, Toml& out) {
  if (const auto* text = node.as_string()) {
    out.kind = Toml::Kind::String;
    out.text = text->get();
  } else if (const auto* number = node.as_integer()) {
    out.kind = Toml::Kind::Integer;
    out.number = number->get();
  } else if (const auto* real = node.as_floating_point()) {
    out.kind = Toml::Kind::Real;
    out.real = real->get();
  } else if (const auto* boolean = node.as_boolean()) {
    out.kind = Toml::Kind::Boolean;
    out.boolean = boolean->get();
  } else if (const auto* date = node.as_date()) {
    out.kind = Toml::Kind::Date;
    out.text = padded(date->get().year, 4) + "-" + padded(date->get().month, 2) + "-" + padded(date->get().day, 2);
  } else {
    out.kind = Toml::Kind::Time;
  }
}

Toml converted(const toml::node& node) {
  Toml out;
  out.line = node.source().begin.line;
  out.column = node.source().begin.column;
  if (const auto* table = node.as_table()) {
    convert_table(*table, out);
  } else if (const auto* array = node.as_array()) {
    convert_array(*array, out);
  } else {
    convert_value(node, out);
  }
  return out;
}

}  // namespace

Result<Toml> parse_toml(std::string_view text, std::string_view name) {
  if (const auto complaint = Precheck(text).run()) {
    return fail(std::string(name) + ":" + place_of(text, complaint->at) + ": " + std::string(complaint->what));
  }
  const toml::parse_result parsed = toml::parse(text, name);
  if (parsed) return converted(parsed.table());
  const toml::source_position place = parsed.error().source().begin;
  return fail(std::string(name) + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + ": " +
              std::string(parsed.error().description()));
}

tl::unexpected<Error> toml_error(std::string_view name, const Toml& at, const std::string& what) {
  return fail(std::string(name) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + ": " + what);
}

}  // namespace modtrail

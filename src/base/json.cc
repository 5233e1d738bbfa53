#include "modtrail/base/json.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "modtrail/base/text.h"

// nlohmann's parser finds the tokens; the tree is built of them here, so that nothing is lost on the way: a name that
// stands twice, a whole number past 64 bits, depth.
namespace modtrail {
namespace {

constexpr std::size_t kDepth = 64;

// Bytes, counted as the parser takes them.
class Counting {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Counting(const char* at, std::size_t* taken) : at_(at), taken_(taken) {}
  reference operator*() const { return *at_; }
  Counting& operator++() {
    ++at_;
    ++*taken_;
    return *this;
  }
  Counting operator++(int) {
    Counting before = *this;
    ++*this;
    return before;
  }
  bool operator==(const Counting& other) const { return at_ == other.at_; }

 private:
  const char* at_;
  std::size_t* taken_;
};

struct LineColumn {
  std::string line;
  std::string column;
};

LineColumn line_column(std::string_view text, std::size_t taken) {
  const std::string_view before = text.substr(0, taken == 0 ? 0 : taken - 1);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {std::to_string(lines + 1), std::to_string(before.size() - start + 1)};
}

std::string place(std::string_view text, std::size_t taken) {
  const LineColumn at = line_column(text, taken);
  return "line " + at.line + ", column " + at.column;
}

// "... syntax error while parsing value - unexpected ']'; expected ..." without what is before the dash.
std::string reason_of(const char* what) {
  const std::string_view text = what;
  const std::size_t dash = text.find(" - ");
  if (dash == std::string_view::npos) return "not JSON";
  const std::string_view tail = text.substr(dash + 3);
  return "not JSON: " + printable(tail.substr(0, tail.find("; last read")));
}

// Takes everything.
class Syntax final : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(number_integer_t /*value*/) override { return true; }
  bool number_unsigned(number_unsigned_t /*value*/) override { return true; }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return true; }
  bool string(string_t& /*value*/) override { return true; }
  bool binary(binary_t& /*value*/) override { return true; }
  bool start_object(std::size_t /*size*/) override { return true; }
  bool key(string_t& /*name*/) override { return true; }
  bool end_object() override { return true; }
  bool start_array(std::size_t /*size*/) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& error) override {
    reason = reason_of(error.what());
    return false;
  }

  std::string reason;
};

class Builder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return add(Json{}); }
  bool boolean(bool value) override {
    Json json = of(Json::Kind::Boolean);
    json.boolean = value;
    return add(std::move(json));
  }
  bool number_unsigned(number_unsigned_t value) override {
    Json json = of(Json::Kind::Unsigned);
    json.number = value;
    return add(std::move(json));
  }
  bool number_integer(number_integer_t value) override {
    if (value >= 0) return number_unsigned(static_cast<number_unsigned_t>(value));  // -0
    Json json = of(Json::Kind::Negative);
    json.negative = value;
    return add(std::move(json));
  }
  bool number_float(number_float_t value, const string_t& text) override {
    if (text.find_first_of(".eE") == string_t::npos) return refuse("a whole number past 64 bits");
    Json json = of(Json::Kind::Real);
    json.real = value;
    return add(std::move(json));
  }
  bool string(string_t& value) override {
    Json json = of(Json::Kind::String);
    json.text = std::move(value);
    return add(std::move(json));
  }
  bool binary(binary_t& /*value*/) override { return refuse("binary data"); }

  bool start_object(std::size_t /*elements*/) override { return open(Json::Kind::Object); }
  bool start_array(std::size_t /*elements*/) override { return open(Json::Kind::Array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    Frame& frame = frames_.back();
    if (!frame.names.insert(name).second) return refuse("\"" + printable(name) + "\" stands twice");
    frame.json.members.push_back({std::move(name), Json{}});
    return true;
  }

  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& error) override {
    return refuse(reason_of(error.what()));
  }

  Json take() { return std::move(root_); }
  const std::string& reason() const { return reason_; }

 private:
  // An object or array whose end is still to come.
  struct Frame {
    Json json;
    std::set<std::string> names;  // of an object's members
  };

  static Json of(Json::Kind kind) {
    Json json;
    json.kind = kind;
    return json;
  }

  bool refuse(std::string reason) {
    reason_ = std::move(reason);
    return false;
  }

  bool add(Json json) {
    if (frames_.empty()) {
      root_ = std::move(json);
    } else if (Json& parent = frames_.back().json; parent.kind == Json::Kind::Object) {
      parent.members.back().value = std::move(json);
    } else {
      parent.items.push_back(std::move(json));
    }
    return true;
  }

  bool open(Json::Kind kind) {
    if (frames_.size() == kDepth) return refuse("more than 64 levels");
    frames_.push_back({of(kind), {}});
    return true;
  }

  bool close() {
    Json json = std::move(frames_.back().json);
    frames_.pop_back();
    return add(std::move(json));
  }

  Json root_;
  std::vector<Frame> frames_;
  std::string reason_;
};

}  // namespace

namespace {

// The quotation mark that ends the string begun at `at`, or the text's end.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (std::size_t end = text.find('"', at + 1); end != std::string_view::npos; end = text.find('"', end + 1)) {
    const std::size_t last = text.find_last_not_of('\\', end - 1);
    if ((end - last) % 2 == 1) return end;  // an even number of backslashes before it
  }
  return text.size();
}

}  // namespace

std::vector<std::size_t> json_ends(std::string_view text) {
  std::vector<std::size_t> out;
  std::size_t depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') at = end_of_string(text, at);
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && depth > 0 && --depth == 0) out.push_back(at + 1);
  }
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t last = out.empty() ? 0 : out.back();
  if (text.find_first_not_of(kBlanks, last) != std::string_view::npos) out.push_back(text.size());
  return out;
}

Result<> check_json(std::string_view text, std::size_t from, std::size_t to) {
  std::size_t taken = from;
  const char* const end = text.data() + to;
  Syntax syntax;
  if (nlohmann::json::sax_parse(Counting(text.data() + from, &taken), Counting(end, &taken), &syntax)) return {};
  const LineColumn at = line_column(text, taken);
  return fail(at.line + ":" + at.column + ": " + syntax.reason);
}

Result<Json> parse_json(std::string_view text) {
  std::size_t taken = 0;
  const char* const end = text.data() + text.size();
  Builder builder;
  const bool whole = nlohmann::json::sax_parse(Counting(text.data(), &taken), Counting(end, &taken), &builder);
  if (!whole) return fail(place(text, taken) + ": " + builder.reason());
  return builder.take();
}

}  // namespace modtrail

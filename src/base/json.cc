#include "modtrail/base/json.h"

#include <nlohmann/json.hpp>
#include <set>

namespace modtrail {

namespace {

constexpr std::size_t kDepth = 64;

// Builds the tree from nlohmann's events; false stops the reading, with the reason in `error`.
class TreeBuilder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  Json root;
  std::string error;

  bool null() override { return add(Json{}); }
  bool boolean(bool value) override {
    Json json = of(Json::Kind::Boolean);
    json.boolean = value;
    return add(std::move(json));
  }
  bool number_integer(number_integer_t value) override {
    Json json = of(Json::Kind::Negative);
    json.negative = value;
    return add(std::move(json));
  }
  bool number_unsigned(number_unsigned_t value) override {
    Json json = of(Json::Kind::Unsigned);
    json.number = value;
    return add(std::move(json));
  }
  bool number_float(number_float_t value, const string_t&) override {
    Json json = of(Json::Kind::Real);
    json.real = value;
    return add(std::move(json));
  }
  bool string(string_t& value) override {
    Json json = of(Json::Kind::String);
    json.text = std::move(value);
    return add(std::move(json));
  }
  bool binary(binary_t&) override { return stop("binary data"); }

  bool start_object(std::size_t) override { return open(Json::Kind::Object); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Json::Kind::Array); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    Json& object = *open_.back();
    for (const Json::Member& member : object.members) {
      if (member.name == name) return stop("\"" + name + "\" stands twice");
    }
    object.members.push_back({std::move(name), Json{}});
    return true;
  }

  bool parse_error(std::size_t byte, const std::string&, const nlohmann::detail::exception&) override {
    return stop("not JSON at byte " + std::to_string(byte));
  }

 private:
  static Json of(Json::Kind kind) {
    Json json;
    json.kind = kind;
    return json;
  }

  bool stop(std::string reason) {
    error = std::move(reason);
    return false;
  }

  // Where the next value goes.  Open values do not move: only the innermost one grows.
  Json* place(Json value) {
    if (open_.empty()) return &(root = std::move(value));
    Json& parent = *open_.back();
    if (parent.kind == Json::Kind::Object) return &(parent.members.back().value = std::move(value));
    parent.items.push_back(std::move(value));
    return &parent.items.back();
  }

  bool add(Json value) {
    place(std::move(value));
    return true;
  }

  bool open(Json::Kind kind) {
    if (open_.size() == kDepth) return stop("more than 64 levels");
    open_.push_back(place(of(kind)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  std::vector<Json*> open_;
};

}  // namespace

Result<Json> parse_json(std::string_view text) {
  TreeBuilder builder;
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) {
    return fail(builder.error);
  }
  return std::move(builder.root);
}

}  // namespace modtrail

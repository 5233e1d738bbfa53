#include <algorithm>
#include <array>

// Without exceptions and from its headers alone: the static program has no library of it.
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include "controls/finding.h"
#include "modtrail/base/text.h"
#include "modtrail/controls/exceptions.h"

namespace modtrail {

namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 20;

struct Field {
  std::string_view name;
  std::string Exception::*member;
};
constexpr auto kFields = std::to_array<Field>({
    {"finding", &Exception::finding},
    {"control", &Exception::control},
    {"way", &Exception::way},
    {"file", &Exception::file},
    {"profile", &Exception::profile},
    {"target", &Exception::target},
    {"reason", &Exception::reason},
    {"owner", &Exception::owner},
});

struct File {
  std::string_view name;
  std::vector<std::string_view> lines;
};

tl::unexpected<Error> complaint(const File& file, const toml::source_position& place, const std::string& message) {
  return fail(std::string(file.name) + ":" + std::to_string(place.line) + ":" + std::to_string(place.column) + ": " +
              message);
}

std::string date_text(const toml::date& date) {
  const auto padded = [](unsigned number, std::size_t width) {
    std::string out = std::to_string(number);
    return std::string(width - std::min(width, out.size()), '0') + out;
  };
  return padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2);
}

Result<> read_field(const File& file, std::string_view key, const toml::node& value, Exception& out) {
  const toml::source_position place = value.source().begin;
  if (key == "expires") {
    if (!value.is_date()) return complaint(file, place, "expires is a date, as 2027-01-31");
    out.expires = date_text(value.as_date()->get());
    return {};
  }
  for (const Field& field : kFields) {
    if (field.name != key) continue;
    if (!value.is_string()) return complaint(file, place, std::string(key) + " is a string");
    out.*field.member = value.as_string()->get();
    if (!(out.*field.member).empty()) return {};
    return complaint(file, place, std::string(key) + " is empty");
  }
  std::vector<std::string_view> names = {"expires"};
  for (const Field& field : kFields) names.push_back(field.name);
  std::string message = "unknown word " + std::string(key);
  if (const auto near = nearest(key, names)) message += "; did you mean " + std::string(*near) + "?";
  return complaint(file, place, message);
}

bool names_way(std::string_view text) {
  for (const std::string_view word : split(text, ' ')) {
    const auto call = parse_syscall(word);
    if (!parse_abi(word) && !(call && operation_of(*call) != Operation::Execute)) return false;
  }
  return true;
}

Result<> check(const File& file, const toml::source_position& place, const Exception& exception) {
  const auto said = [&](const std::string& message) { return complaint(file, place, message); };
  const std::array subjects = {exception.finding, exception.control, exception.way};
  const auto named = std::count_if(subjects.begin(), subjects.end(), [](const auto& text) { return !text.empty(); });
  if (named != 1) return said("an exception is of one finding, one control or one way");
  if (!exception.finding.empty() && !is_finding(exception.finding))
    return said("no finding is named " + exception.finding);
  if (!exception.way.empty() && !names_way(exception.way)) {
    return said("a way is an ABI, a call or both, as \"x32 finit_module\", not \"" + exception.way + "\"");
  }
  for (const auto& [word, text] : {std::pair("reason", &exception.reason), std::pair("owner", &exception.owner),
                                   std::pair("expires", &exception.expires)}) {
    if (text->empty()) return said(std::string("an exception needs ") + word);
  }
  return {};
}

Result<Exception> read_exception(const File& file, const toml::node& node) {
  const toml::source_position place = node.source().begin;
  if (!node.is_table()) return complaint(file, place, "an exception is a table: [[exception]]");
  Exception out;
  for (const auto& [key, value] : *node.as_table()) TRY(read_field(file, key.str(), value, out));
  TRY(check(file, place, out));
  out.origin = {std::string(file.name), place.line, place.column};
  if (place.line >= 1 && place.line <= file.lines.size()) out.source = file.lines[place.line - 1];
  return out;
}

}  // namespace

Result<std::vector<Exception>> parse_exceptions(std::string_view text, std::string_view name) {
  const File file{name, split(text, '\n')};
  if (text.size() > kMostBytes) return fail(std::string(name) + ": more than a MiB");
  const toml::parse_result parsed = toml::parse(text, name);
  if (!parsed) {
    return complaint(file, parsed.error().source().begin, std::string(parsed.error().description()));
  }
  std::vector<Exception> out;
  for (const auto& [key, value] : parsed.table()) {
    const toml::source_position place = value.source().begin;
    if (key.str() != "exception" || !value.is_array()) {
      return complaint(file, place, "only [[exception]] can stand here, not " + std::string(key.str()));
    }
    for (const toml::node& node : *value.as_array()) out.push_back(TRY(read_exception(file, node)));
  }
  return out;
}

}  // namespace modtrail

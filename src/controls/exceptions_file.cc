#include <algorithm>
#include <array>

#include "controls/finding.h"
#include "modtrail/base/text.h"
#include "modtrail/base/toml.h"
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

tl::unexpected<Error> complaint(const File& file, const Toml& at, const std::string& message) {
  return toml_error(file.name, at, message);
}

Result<> read_field(const File& file, std::string_view key, const Toml& value, Exception& out) {
  if (key == "expires") {
    if (value.kind != Toml::Kind::Date) return complaint(file, value, "expires is a date, as 2027-01-31");
    out.expires = value.text;
    return {};
  }
  for (const Field& field : kFields) {
    if (field.name != key) continue;
    if (value.kind != Toml::Kind::String) return complaint(file, value, std::string(key) + " is a string");
    out.*field.member = value.text;
    if (!(out.*field.member).empty()) return {};
    return complaint(file, value, std::string(key) + " is empty");
  }
  std::vector<std::string_view> names = {"expires"};
  for (const Field& field : kFields) names.push_back(field.name);
  std::string message = "unknown word " + std::string(key);
  if (const auto near = nearest(key, names)) message += "; did you mean " + std::string(*near) + "?";
  return complaint(file, value, message);
}

bool names_way(std::string_view text) {
  for (const std::string_view word : split(text, ' ')) {
    const auto call = parse_syscall(word);
    if (!parse_abi(word) && !(call && operation_of(*call) != Operation::Execute)) return false;
  }
  return true;
}

Result<> check(const File& file, const Toml& table, const Exception& exception) {
  const auto said = [&](const std::string& message) { return complaint(file, table, message); };
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

Result<Exception> read_exception(const File& file, const Toml& table) {
  if (table.kind != Toml::Kind::Table) return complaint(file, table, "an exception is a table: [[exception]]");
  Exception out;
  for (const Toml::Member& member : table.members) TRY(read_field(file, member.name, member.value, out));
  TRY(check(file, table, out));
  out.origin = {std::string(file.name), table.line, table.column};
  if (table.line >= 1 && table.line <= file.lines.size()) out.source = file.lines[table.line - 1];
  return out;
}

}  // namespace

Result<std::vector<Exception>> parse_exceptions(std::string_view text, std::string_view name) {
  const File file{name, split(text, '\n')};
  if (text.size() > kMostBytes) return fail(std::string(name) + ": more than a MiB");
  const Toml document = TRY(parse_toml(text, name));
  std::vector<Exception> out;
  for (const Toml::Member& member : document.members) {
    if (member.name != "exception" || member.value.kind != Toml::Kind::Array) {
      return complaint(file, member.value, "only [[exception]] can stand here, not " + member.name);
    }
    for (const Toml& table : member.value.items) out.push_back(TRY(read_exception(file, table)));
  }
  return out;
}

}  // namespace modtrail

#include <algorithm>
#include <array>
#include <cstdlib>

#include "modtrail/rules/parse.h"
#include "modtrail/rules/wire.h"

// Whatever a rules file holds, every version reads it to the end; a rule that comes out of it is printed, and sent, and
// read back as the same.  The first byte chooses the version and the machine.
namespace modtrail {
namespace {

constexpr std::array kVersions = {Version{3, 0, 0}, Version{3, 0, 9}, Version{3, 1, 0}, Version{3, 1, 3},
                                  Version{4, 0, 2}, Version{4, 0, 4}, Version{4, 1, 0}, Version{4, 2, 1}};
constexpr std::array kArches = {Arch::X86_64, Arch::I386, Arch::Aarch64, Arch::Ppc64le, Arch::S390x};

bool is_watch(const Rule& rule) {
  return rule.fields.size() > 1 && rule.fields[1].id == FieldId::Perm && rule.mask.all() &&
         rule.list == FilterList::Exit && rule.action == Action::Always && rule.place == Place::Append;
}

bool holds_operator(const std::string& text) {
  return text.find("!=") != std::string::npos || text.find(">=") != std::string::npos ||
         text.find("<=") != std::string::npos || text.find("&=") != std::string::npos;
}

// What no line can say: auditctl's own marker bytes, operators in values, empty keys, keys that are not the last
// field, two permissions, and the syscalls of an exclude rule.
bool can_be_said(const Rule& rule) {
  const auto is_perm = [](const Field& field) { return field.id == FieldId::Perm; };
  if (std::count_if(rule.fields.begin(), rule.fields.end(), is_perm) > 1) return false;
  if (rule.list == FilterList::Exclude && !rule.mask.all()) return false;
  for (std::size_t i = 0; i < rule.fields.size(); ++i) {
    const Field& field = rule.fields[i];
    const std::string& text = field.text;
    if (text.find_first_of("\x07\x04") != std::string::npos) return false;
    if (holds_operator(text) && (i > 0 || !is_watch(rule))) return false;
    if (field.id != FieldId::Key) continue;
    if (i + 1 != rule.fields.size() || field.op != Op::Equal) return false;
    if (text.front() == '\x01' || text.back() == '\x01' || text.find("\x01\x01") != std::string::npos) return false;
  }
  return true;
}

void check_rule(const Rule& rule, const ParseContext& context) {
  const auto decoded = decode_rule(encode_rule(rule));
  if (!decoded || !same_rule(rule, *decoded)) std::abort();
  const std::string line = print_rule(rule, context.machine.arch.value);
  if (!can_be_said(rule)) return;
  const Statement again = parse_line({line, {"again", 1, 1}}, context);
  const auto* added = again.operations.empty() ? nullptr : std::get_if<AddRule>(&again.operations.back());
  if (added == nullptr || !same_rule(rule, added->rule)) std::abort();
}

void check(std::string_view text) {
  if (text.empty()) return;
  const auto choice = static_cast<unsigned char>(text.front());
  text.remove_prefix(1);
  ParseContext context;
  context.machine.auditctl.value = kVersions[choice % kVersions.size()];
  context.machine.arch.value = kArches[choice / kVersions.size() % kArches.size()];
  context.names = parse_names("root:x:0:0::/:\n", "adm:x:4:\n");
  const std::vector<Line> lines = split_lines(text, "fuzz.rules");
  for (const Statement& statement : parse_rules(lines, context).statements) {
    if (statement.operations.empty()) std::abort();
    for (const Step& step : statement.operations) {
      if (const auto* added = std::get_if<AddRule>(&step)) check_rule(added->rule, context);
      const auto* refusal = std::get_if<Refusal>(&step);
      if (refusal != nullptr && (refusal->reason.empty() || refusal->column == 0)) std::abort();
      if (refusal != nullptr && &step != &statement.operations.back()) std::abort();
    }
  }
  for (const Statement& statement : parse_listing(lines, context).statements) {
    if (statement.operations.size() != 1) std::abort();
  }
}

}  // namespace
}  // namespace modtrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  modtrail::check({reinterpret_cast<const char*>(data), size});
  return 0;
}

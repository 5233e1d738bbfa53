#include <cstdint>
#include <cstdlib>
#include <string>

#include "modtrail/trail/record.h"

// Whatever a line says: its parts are parts of it in their order, its head can be written again and reads as the same,
// its fields come to an end and hold no byte twice, and a value of the kernel's writing decodes to no more than it is.
namespace modtrail {
namespace {

void expect(bool held) {
  if (!held) std::abort();
}

// Is `part` within `whole`, not before `at`?  Returns where it ends.
const char* within(std::string_view part, std::string_view whole, const char* at) {
  if (part.empty()) return at;
  expect(part.data() >= at && part.data() + part.size() <= whole.data() + whole.size());
  return part.data() + part.size();
}

std::string head_of(const Record& record) {
  std::string milliseconds = std::to_string(record.time % 1000);
  milliseconds.insert(0, 3 - milliseconds.size(), '0');
  std::string head = record.node.empty() ? "" : "node=" + std::string(record.node) + " ";
  head += "type=" + std::string(record.type_name) + " msg=audit(" + std::to_string(record.time / 1000) + ".";
  return head + milliseconds + ":" + std::to_string(record.serial) + "): ";
}

void check_fields(std::string_view text, int type) {
  FieldReader reader(text);
  const char* at = text.data();
  while (const auto field = reader.next()) {
    expect(!field->name.empty() || !field->value.empty());
    at = within(field->name, text, at);
    at = within(field->value, text, at);
    const auto decoded = decode_untrusted(field->value);
    expect(!decoded || decoded->size() <= field->value.size());
    expect(decoded.has_value() == (writing_of(field->value) != Writing::Null));
    (void)is_untrusted(type, field->name);
    if (field->name == "key") (void)decode_keys(field->value);
    expect(field->name.empty() || find_field(text, field->name).has_value());
  }
}

void check(std::string_view line) {
  const auto record = parse_record(line);
  if (!record) {
    expect(!name(record.error()).empty());
    return;
  }
  const char* at = within(record->node, line, line.data());
  at = within(record->type_name, line, at);
  at = within(record->body, line, at);
  within(record->enriched, line, at);
  const std::string again = head_of(*record) + "x=1";
  const auto second = parse_record(again);
  expect(second && second->time == record->time && second->serial == record->serial && second->type == record->type);
  expect(second->node == record->node && second->body == "x=1");
  check_fields(record->body, record->type);
  check_fields(record->enriched, record->type);
}

}  // namespace
}  // namespace modtrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  modtrail::check(text);
  const std::string line = "type=SYSCALL msg=audit(1700000000.123:45): " + std::string(text);
  modtrail::check(line);
  return 0;
}

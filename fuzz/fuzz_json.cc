#include <cstdlib>

#include "modtrail/base/json.h"
#include "modtrail/base/json_writer.h"

// What is read as JSON, and written again, reads as the same.
namespace modtrail {
namespace {

// False where there is a number that our writer has no words for.
bool write(const Json& json, JsonWriter& writer) {
  switch (json.kind) {
    case Json::Kind::Null:
      writer.null();
      return true;
    case Json::Kind::Boolean:
      writer.boolean(json.boolean);
      return true;
    case Json::Kind::Unsigned:
      writer.number(json.number);
      return true;
    case Json::Kind::Negative:
      writer.number(json.negative);
      return true;
    case Json::Kind::Real:
      return false;
    case Json::Kind::String:
      writer.string(json.text);
      return true;
    case Json::Kind::Array:
      writer.begin_array();
      for (const Json& item : json.items) {
        if (!write(item, writer)) return false;
      }
      writer.end_array();
      return true;
    case Json::Kind::Object:
      writer.begin_object();
      for (const Json::Member& member : json.members) {
        if (!write(member.value, writer.key(member.name))) return false;
      }
      writer.end_object();
      return true;
  }
  return false;
}

void check(std::string_view text) {
  const auto json = parse_json(text);
  std::string written;
  JsonWriter writer(written, JsonWriter::Layout::Indented);
  if (!json || !write(*json, writer)) return;
  const auto again = parse_json(written);
  std::string twice;
  JsonWriter second(twice, JsonWriter::Layout::Indented);
  if (!again || !write(*again, second) || twice != written) std::abort();
}

}  // namespace
}  // namespace modtrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  modtrail::check({reinterpret_cast<const char*>(data), size});
  return 0;
}

#include <cstdlib>

#include "modtrail/base/json_writer.h"
#include "modtrail/base/utf8.h"
#include "modtrail/report/report.h"
#include "modtrail/uapi/attempt_reader.h"

// An attempt that is read, as words or as JSON, and written in either form, reads as the same attempt.
namespace modtrail {
namespace {

// JSON cannot carry other bytes.
bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto point = decode_utf8(text);
    if (!point) return false;
    text.remove_prefix(point->bytes);
  }
  return true;
}

void check(std::string_view text) {
  if (!is_utf8(text)) return;
  const auto event = read_attempt_words(text);
  if (!event) return;
  std::string json;
  write_attempt(*event, json);
  const auto from_json = read_attempt(std::string_view(json));
  if (!from_json || !(*from_json == *event)) std::abort();
  const auto from_words = read_attempt_words(attempt_text(*event));
  if (!from_words || !(*from_words == *event)) std::abort();
}

}  // namespace
}  // namespace modtrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  modtrail::check({reinterpret_cast<const char*>(data), size});
  return 0;
}

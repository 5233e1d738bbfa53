#include <algorithm>

#include "modtrail/base/text.h"
#include "modtrail/base/timestamp.h"
#include "modtrail/base/utf8.h"
#include "sink/log_forms.h"

namespace modtrail {

namespace {

constexpr unsigned kFacility = 10;  // authpriv
constexpr std::size_t kMostValue = 256;
constexpr std::size_t kMostHost = 255;
constexpr std::string_view kCut = "...";
constexpr std::size_t kRoomForCut = sizeof " cut=\"18446744073709551615\"";

// The longest beginning of so many bytes that does not split a character.
std::string_view beginning(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;
  return text.substr(0, end);
}

bool is_host(std::string_view text) {
  return !text.empty() && text.size() <= kMostHost &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

// PARAM-VALUE: printable, the three characters escaped that would end it.
std::string value_of(std::string_view bytes) {
  std::string out;
  const std::string text = printable(bytes);
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t size = decode_utf8(rest).value_or(CodePoint{0, 1}).bytes;
    if (out.size() + size > kMostValue) return out + std::string(kCut);
    if (rest[0] == '"' || rest[0] == '\\' || rest[0] == ']') out += '\\';
    out += rest.substr(0, size);
    rest.remove_prefix(size);
  }
  return out;
}

std::string data_of(const LogMessage& message) {
  std::string out = "[modtrail@32473";
  for (const auto& [name, value] : message.fields) out += " " + std::string(name) + "=\"" + value_of(value) + "\"";
  return out;
}

std::string head_of(const LogMessage& message, const LogSender& sender) {
  std::string out = "<" + std::to_string(kFacility * 8 + static_cast<unsigned>(message.severity)) + ">1 ";
  append_timestamp(out, message.time);
  out += " " + (is_host(sender.host) ? sender.host : "-") + " modtrail " + std::to_string(sender.pid) + " ";
  return out + std::string(message.kind) + " ";
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::string syslog_form(const LogMessage& message, const LogSender& sender) {
  std::string out = head_of(message, sender) + data_of(message);
  const std::string text = printable(message.text);
  const std::string_view mark = is_ascii(text) ? "" : "\xEF\xBB\xBF";  // MSG-UTF8 begins so
  const std::size_t room = kMostSyslog - std::min(kMostSyslog, out.size() + kRoomForCut + mark.size() + 2);
  const std::string_view told = beginning(text, room);
  if (told.size() < text.size()) out += " cut=\"" + std::to_string(text.size()) + "\"";
  out += "] ";
  return out.append(mark).append(told);
}

}  // namespace modtrail

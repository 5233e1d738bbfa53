#include <array>

#include "sink/log_forms.h"

namespace modtrail {

namespace {

// Made once at random (sd-id128(3)), never to be changed: `journalctl MESSAGE_ID=...` finds one kind.
std::string_view message_id(std::string_view kind) {
  if (kind == "event") return "377e384473f54dd0a59e21b6d8388bc6";
  if (kind == "alert") return "017b1f14a5b1444f8c5083989166fdbc";
  if (kind == "loss") return "64dc986f39f04e97ab37260e67acc9fe";
  if (kind == "interval") return "9fce692fcdd643e09a562023ee078276";
  if (kind == "checkpoint") return "46ca5a4cb7eb41feb09b6c8371ccd538";
  return "073953aec6c94eab8853a39bfa6ea23d";
}

// A value with a line feed comes behind its length: 64 bits, the lowest byte first.
void append_field(std::string& out, std::string_view name, std::string_view value) {
  out += name;
  if (value.find('\n') == std::string_view::npos) {
    out.append("=").append(value).append("\n");
    return;
  }
  out += '\n';
  for (unsigned shift = 0; shift < 64; shift += 8) {
    out += static_cast<char>(static_cast<unsigned char>(std::uint64_t{value.size()} >> shift));
  }
  out.append(value).append("\n");
}

std::string upper(std::string_view name) {
  std::string out = "MODTRAIL_";
  for (const char c : name) out += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

}  // namespace

std::string journald_form(const LogMessage& message) {
  std::string out;
  append_field(out, "MESSAGE", message.text);
  append_field(out, "MESSAGE_ID", message_id(message.kind));
  append_field(out, "PRIORITY", std::to_string(static_cast<unsigned>(message.severity)));
  append_field(out, "SYSLOG_IDENTIFIER", "modtrail");
  append_field(out, "MODTRAIL_KIND", message.kind);
  for (const auto& [name, value] : message.fields) append_field(out, upper(name), value);
  return out;
}

}  // namespace modtrail

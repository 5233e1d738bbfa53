#pragma once

#include <cstdint>
#include <string>

#include "sink/log_message.h"

// A message as the datagram that a logger takes.
namespace modtrail {

struct LogSender {
  std::string host;  // "" or what is no host name: unknown
  std::uint32_t pid = 0;
};

// RFC 5424, facility authpriv: the fields as structured data under the name modtrail@32473 (RFC 5612's number for
// examples: modtrail has none of its own), then the text.  At most kMostSyslog bytes: of a longer text the rest is cut
// off, and "cut" says how long it was.  Control bytes and what is not UTF-8 are written as \xHH.
inline constexpr std::size_t kMostSyslog = 8192;
std::string syslog_form(const LogMessage& message, const LogSender& sender);

// systemd's native protocol (systemd.io/JOURNAL_NATIVE_PROTOCOL): MESSAGE, MESSAGE_ID (one for each kind), PRIORITY and
// each field as MODTRAIL_NAME, its bytes as they are.
std::string journald_form(const LogMessage& message);

}  // namespace modtrail

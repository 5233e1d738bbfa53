#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

// One line of an audit log, taken apart without copying.
//
//   node=web1 type=SYSCALL msg=audit(1700000000.123:45): arch=c000003e ... key="modules"<0x1d>ARCH=x86_64 AUID="root"
//   ^node     ^type              ^time          ^serial  ^body                                ^enriched
//
// Only the head of a line is trusted to say what it is: what a body holds may be a user's text, which can imitate
// everything else.
namespace modtrail {

struct Record {
  std::string_view node;       // "" where the line names none
  std::string_view type_name;  // as written: "SYSCALL", "UNKNOWN[1334]"
  int type = 0;                // uapi/record_types.h; 0 for a name that no libaudit knows
  std::uint64_t time = 0;      // milliseconds since 1970
  std::uint32_t serial = 0;
  std::string_view body;      // what follows "): ", as the kernel or a program wrote it
  std::string_view enriched;  // what auditd appended after the first 0x1d
};

// Why a line has no head.  Order: how far reading came.
enum class Torn : std::uint8_t {
  NoType,     // does not begin with type=, after an optional node=
  NoStamp,    // no " msg=audit(" after the type
  BadTime,    // not seconds.milliseconds, or past the year 9999
  BadSerial,  // not a number up to 4294967295
  NoEnd,      // no "):" after the serial
  TooLong,    // longer than kLineLimit; its head was read, the rest was dropped
};
std::string_view name(Torn why);  // "no type="

// Longer lines are torn.  The kernel's own limit is 8970 bytes (MAX_AUDIT_MESSAGE_LENGTH), auditd's enrichment comes on
// top.
inline constexpr std::size_t kLineLimit = std::size_t{64} << 10;

// `line` is without its line feed; a carriage return before it is no part of the body.
tl::expected<Record, Torn> parse_record(std::string_view line);
// Into a record that is there already, for where each is felt; of a torn line it is none to use.
std::optional<Torn> read_record(std::string_view line, Record& record);

// Is the text a user's program chose (AUDIT_USER*: 1100-1199, 2000-2999), not the kernel's or auditd's?
constexpr bool is_user_text(int type) {
  return (type >= 1100 && type <= 1199) || (type >= 2000 && type <= 2999) || type == 1005;
}

// A field of a body or enriched part: NAME=VALUE, the value as written, quotes and all.  A word without "=" has an
// empty name: "avc:", "{", "denied".
struct LogField {
  std::string_view name;
  std::string_view value;
};

// Goes through the fields of a text in order.  Values end at a blank, at their closing quote ("..." and msg='...'), and
// a subj or obj also holds the "(enforce)" that AppArmor puts after a blank.  "ses=4294967295op=x", which some kernels
// wrote, is two fields.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : rest_(text) {}
  std::optional<LogField> next();

 private:
  std::string_view rest_;
};

// The value of the first field of that name, as written.
std::optional<std::string_view> find_field(std::string_view text, std::string_view name);

// How a value is written that a user may have chosen (audit_log_untrustedstring): in quotes, or in hex if it holds a
// quote, a blank or a control byte; "(null)", "(none)" and "?" where there is none.  What is not quoted and not an even
// number of capital hex digits is plain.  Only the reader knows whether a field is such a one: a1=21 is not.
enum class Writing : std::uint8_t { Plain, Quoted, Hex, Null };
Writing writing_of(std::string_view value);

// The bytes that the value stands for; nothing for Null.
std::optional<std::string> decode_untrusted(std::string_view value);
// The same appended to `out`; nothing is appended for Null.
void append_untrusted(std::string_view value, std::string& out);
// Is the field one that holds such a value: comm, exe, name, cwd, proctitle, key, a0 of EXECVE ...?
bool is_untrusted(int type, std::string_view field);

// key="a", key=(null), or several joined by 0x01 (AUDIT_KEY_SEPARATOR) and then in hex.
std::vector<std::string> decode_keys(std::string_view value);

}  // namespace modtrail

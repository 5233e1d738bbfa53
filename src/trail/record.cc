#include "modtrail/trail/record.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "modtrail/base/text.h"
#include "modtrail/uapi/record_types.h"
#include "trail/bytes.h"

// A line's head is what auditd wrote, its body what the kernel or a program did.  The head is read to the byte; nothing
// in a body can make a head, since a body holds no line feed (auditd turns those of programs into blanks).
namespace modtrail {

namespace {

constexpr std::uint64_t kSecondsLimit = 253402300799;  // the end of the year 9999
constexpr std::size_t kUsualTime = 15;                 // bytes of "1700000000.123:"

template <std::size_t N>
bool has_name(std::string_view name, const char (&literal)[N]) {
  return std::memcmp(name.data(), literal, N - 1) == 0;
}

// What most lines are, without a search.
int common_type(std::string_view name) {
  switch (name.size()) {
    case 3:
      if (has_name(name, "CWD")) return 1307;
      if (has_name(name, "AVC")) return 1400;
      return has_name(name, "EOE") ? 1320 : 0;
    case 4:
      return has_name(name, "PATH") ? 1302 : 0;
    case 6:
      return has_name(name, "EXECVE") ? 1309 : 0;
    case 7:
      return has_name(name, "SYSCALL") ? kRecordSyscall : 0;
    case 8:
      if (has_name(name, "CRED_ACQ")) return 1103;
      return has_name(name, "USER_END") ? 1106 : 0;
    case 9:
      if (has_name(name, "PROCTITLE")) return 1327;
      if (has_name(name, "USER_ACCT")) return 1101;
      return has_name(name, "CRED_DISP") ? 1104 : 0;
    case 10:
      return has_name(name, "USER_START") ? 1105 : 0;
    case 11:
      return has_name(name, "KERN_MODULE") ? kRecordKernModule : 0;
    case 12:
      return has_name(name, "SERVICE_STOP") ? 1131 : 0;
    case 13:
      return has_name(name, "SERVICE_START") ? 1130 : 0;
    default:
      return 0;
  }
}

int type_of(std::string_view name) {
  if (const int type = common_type(name)) return type;
  if (const auto type = parse_record_type(name)) return *type;
  const auto number = parse_number(name);
  return number && *number <= 65535 ? static_cast<int>(*number) : 0;
}

// Takes the number that `text` begins with off it; nothing without a digit or past `limit`.
std::optional<std::uint64_t> take_number(std::string_view& text, std::uint64_t limit) {
  constexpr std::size_t kMost = 19;  // digits that fit
  std::uint64_t number = 0;
  std::size_t digits = 0;
  const std::size_t most = std::min(text.size(), kMost + 1);
  while (digits < most && static_cast<unsigned char>(text[digits] - '0') < 10) {
    number = number * 10 + static_cast<std::uint64_t>(text[digits++] - '0');
  }
  if (digits == 0 || digits > kMost || number > limit) return std::nullopt;
  text.remove_prefix(digits);
  return number;
}

// Eight bytes at once: what each is as a digit, the first in the lowest byte, and a high bit for each that is none (the
// first of these is right).
struct EightDigits {
  std::uint64_t values = 0;
  std::uint64_t others = 0;

  explicit EightDigits(const char* text) {
    constexpr std::uint64_t kZeros = 0x3030303030303030ULL;
    std::memcpy(&values, text, 8);
    values ^= kZeros;
    others = (values | (values + 0x7676767676767676ULL)) & 0x8080808080808080ULL;
  }
  // Pairs, fours and all eight are put together in one multiplication each.
  std::uint64_t number() const {
    constexpr std::uint64_t kPairs = 0x000000FF000000FFULL;
    const std::uint64_t pairs = values * 10 + (values >> 8U);
    return ((pairs & kPairs) * (100 + (1000000ULL << 32U)) + (pairs >> 16U & kPairs) * (1 + (10000ULL << 32U))) >> 32U;
  }
};

// As take_number().
std::optional<std::uint64_t> take_serial(std::string_view& text) {
  if (text.size() < 8) return take_number(text, UINT32_MAX);
  EightDigits eight(text.data());
  const auto digits = static_cast<std::size_t>(std::countr_zero(eight.others)) / 8;
  if (digits == 0 || digits == 8) return take_number(text, UINT32_MAX);
  eight.values <<= 64 - 8 * digits;  // zeros before it
  text.remove_prefix(digits);
  return eight.number();
}

std::uint64_t digit(char byte) {
  return static_cast<std::uint64_t>(byte - '0');
}

// "1700000000.123:", as it has been since 2001, as milliseconds.
std::optional<std::uint64_t> usual_time(std::string_view text) {
  if (text.size() < kUsualTime || text[10] != '.' || text[14] != ':') return std::nullopt;
  const EightDigits first(text.data());
  const bool fits =
      is_digit(text[8]) && is_digit(text[9]) && is_digit(text[11]) && is_digit(text[12]) && is_digit(text[13]);
  if (first.others != 0 || !fits) return std::nullopt;
  const std::uint64_t seconds = first.number() * 100 + digit(text[8]) * 10 + digit(text[9]);
  return seconds * 1000 + digit(text[11]) * 100 + digit(text[12]) * 10 + digit(text[13]);
}

// A time and its colon, as milliseconds.
bool take_time(std::string_view& text, std::uint64_t& time) {
  if (const auto usual = usual_time(text)) {
    time = *usual;
    text.remove_prefix(kUsualTime);
    return true;
  }
  const auto seconds = take_number(text, kSecondsLimit);
  if (!seconds || !take(text, ".")) return false;
  const std::size_t before = text.size();
  const auto milliseconds = take_number(text, 999);
  if (!milliseconds || before - text.size() != 3 || !take(text, ":")) return false;
  time = *seconds * 1000 + *milliseconds;
  return true;
}

// "node=NAME " before the type; a name may hold blanks.
std::string_view take_node(std::string_view& text) {
  constexpr std::string_view kNode = "node=";
  if (!begins_with(text, "node=")) return {};
  const std::size_t type = text.find(" type=");
  if (type == std::string_view::npos) return {};
  const std::string_view node = text.substr(kNode.size(), type - kNode.size());
  text.remove_prefix(type + 1);
  return node;
}

// Old auditds wrote their own DAEMON_CONFIG without the colon.
bool take_stamp_end(std::string_view& text) {
  return take(text, "): ") || take(text, "):") || take(text, ") ");
}

void split_enriched(std::string_view rest, Record& record) {
  const std::size_t mark = rest.find('\x1d');  // a body is long: worth the call
  record.body = rest.substr(0, mark);
  record.enriched = mark != std::string_view::npos ? rest.substr(mark + 1) : std::string_view();
}

}  // namespace

std::string_view name(Torn why) {
  switch (why) {
    case Torn::NoType:
      return "it does not begin with type=";
    case Torn::NoStamp:
      return "no msg=audit( after the type";
    case Torn::BadTime:
      return "the time is not SECONDS.MILLISECONDS";
    case Torn::BadSerial:
      return "the serial is not a number up to 4294967295";
    case Torn::NoEnd:
      return "no ): after the serial";
    case Torn::TooLong:
      return "longer than 65536 bytes";
  }
  return "";
}

std::optional<Torn> read_record(std::string_view line, Record& record) {
  if (line.size() > kLineLimit) return Torn::TooLong;
  if (line.ends_with('\r')) line.remove_suffix(1);
  record.node = take_node(line);
  if (!take(line, "type=")) return Torn::NoType;
  record.type_name = line.substr(0, find_byte(line, ' '));
  if (record.type_name.empty()) return Torn::NoType;
  line.remove_prefix(record.type_name.size());
  if (!take(line, " msg=audit(")) return Torn::NoStamp;
  if (!take_time(line, record.time)) return Torn::BadTime;
  const auto serial = take_serial(line);
  if (!serial) return Torn::BadSerial;
  if (!take_stamp_end(line)) return Torn::NoEnd;
  record.serial = static_cast<std::uint32_t>(*serial);
  record.type = type_of(record.type_name);
  split_enriched(line, record);
  return std::nullopt;
}

tl::expected<Record, Torn> parse_record(std::string_view line) {
  Record record;
  if (const auto why = read_record(line, record)) return tl::unexpected(*why);
  return record;
}

}  // namespace modtrail

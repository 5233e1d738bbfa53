#include "cli/time_words.h"

#include <array>
#include <ctime>
#include <string>

#include "modtrail/base/text.h"

namespace modtrail {

namespace {

constexpr std::uint64_t kSecond = 1000;
constexpr std::uint64_t kDay = 86400 * kSecond;

std::tm local(std::uint64_t time) {
  const auto seconds = static_cast<std::time_t>(time / kSecond);
  std::tm parts = {};
  ::localtime_r(&seconds, &parts);
  return parts;
}

// Midnight of the day that `parts` names; its other members may be out of range, as mktime(3) takes them.
std::uint64_t midnight(std::tm parts) {
  parts.tm_hour = parts.tm_min = parts.tm_sec = 0;
  parts.tm_isdst = -1;
  const std::time_t seconds = std::mktime(&parts);
  return seconds < 0 ? 0 : static_cast<std::uint64_t>(seconds) * kSecond;
}

std::uint64_t days_before(const Clock& clock, int days) {
  std::tm parts = local(clock.now);
  parts.tm_mday -= days;
  return midnight(parts);
}

std::uint64_t first_of(const Clock& clock, bool year) {
  std::tm parts = local(clock.now);
  parts.tm_mday = 1;
  if (year) parts.tm_mon = 0;
  return midnight(parts);
}

std::optional<std::uint64_t> parse_word(std::string_view text, const Clock& clock) {
  if (text == "now") return clock.now;
  if (text == "recent") return clock.now - std::min(clock.now, 600 * kSecond);
  if (text == "today") return days_before(clock, 0);
  if (text == "yesterday") return days_before(clock, 1);
  if (text == "this-week") return days_before(clock, local(clock.now).tm_wday);
  if (text == "week-ago") return days_before(clock, 7);
  if (text == "this-month") return first_of(clock, false);
  if (text == "this-year") return first_of(clock, true);
  return std::nullopt;
}

struct Unit {
  std::string_view letter;
  std::string_view word;
  std::uint64_t size = 0;
};
constexpr auto kUnits = std::to_array<Unit>({{"s", "second", kSecond},
                                             {"m", "minute", 60 * kSecond},
                                             {"h", "hour", 3600 * kSecond},
                                             {"d", "day", kDay},
                                             {"w", "week", 7 * kDay}});

// "2h ago", "2 hours ago".
std::optional<std::uint64_t> parse_ago(std::string_view text, const Clock& clock) {
  if (!text.ends_with(" ago")) return std::nullopt;
  text = trim(text.substr(0, text.size() - 4));
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = parse_number(text.substr(0, digits));
  std::string_view unit = trim(text.substr(digits));
  if (!number || *number > 1000000) return std::nullopt;
  for (const Unit& known : kUnits) {
    const bool plural = unit.size() == known.word.size() + 1 && unit.starts_with(known.word) && unit.ends_with('s');
    if (unit != known.letter && unit != known.word && !plural) continue;
    return clock.now - std::min(clock.now, *number * known.size);
  }
  return std::nullopt;
}

// Takes a number of exactly so many digits, after `before`.
std::optional<int> take_digits(std::string_view& text, std::string_view before, std::size_t digits, int most) {
  if (!text.starts_with(before) || text.size() < before.size() + digits) return std::nullopt;
  const auto number = parse_number(text.substr(before.size(), digits));
  if (!number || *number > static_cast<std::uint64_t>(most)) return std::nullopt;
  text.remove_prefix(before.size() + digits);
  return static_cast<int>(*number);
}

// "Z" or "+01:00" as minutes east; nothing for what is neither.
std::optional<int> parse_zone(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  const bool west = text.starts_with('-');
  if (!west && !text.starts_with('+')) return std::nullopt;
  text.remove_prefix(1);
  const auto hours = take_digits(text, "", 2, 23);
  const auto minutes = take_digits(text, ":", 2, 59);
  if (!hours || !minutes || !text.empty()) return std::nullopt;
  return (west ? -1 : 1) * (*hours * 60 + *minutes);
}

bool is_real_day(const std::tm& asked, std::tm parts) {
  parts.tm_isdst = 0;
  parts.tm_hour = 12;
  ::timegm(&parts);
  return parts.tm_mday == asked.tm_mday && parts.tm_mon == asked.tm_mon;
}

// What a date and its time of day say, and how long a stretch they name.
struct Written {
  std::tm parts = {};
  std::uint64_t milliseconds = 0;
  std::uint64_t length = kDay;
};

std::optional<Written> take_date(std::string_view& text) {
  Written written;
  const auto year = take_digits(text, "", 4, 9999);
  const auto month = take_digits(text, "-", 2, 12);
  const auto day = take_digits(text, "-", 2, 31);
  if (!year || *year < 1970 || !month || *month == 0 || !day || *day == 0) return std::nullopt;
  written.parts.tm_year = *year - 1900;
  written.parts.tm_mon = *month - 1;
  written.parts.tm_mday = *day;
  return is_real_day(written.parts, written.parts) ? std::optional(written) : std::nullopt;
}

bool take_time_of_day(std::string_view& text, Written& written) {
  const auto hour = take_digits(text, text.starts_with('T') ? "T" : " ", 2, 23);
  const auto minute = take_digits(text, ":", 2, 59);
  if (!hour || !minute) return false;
  written.parts.tm_hour = *hour;
  written.parts.tm_min = *minute;
  written.length = 60 * kSecond;
  if (!text.starts_with(':')) return true;
  const auto second = take_digits(text, ":", 2, 59);
  if (!second) return false;
  written.parts.tm_sec = *second;
  written.length = kSecond;
  if (!text.starts_with('.')) return true;
  const auto milliseconds = take_digits(text, ".", 3, 999);
  if (!milliseconds) return false;
  written.milliseconds = static_cast<std::uint64_t>(*milliseconds);
  written.length = 1;
  return true;
}

std::optional<std::uint64_t> parse_date(std::string_view text, Edge edge) {
  auto written = take_date(text);
  if (!written) return std::nullopt;
  if (text.starts_with('T') || (text.starts_with(' ') && text.size() > 1)) {
    if (!take_time_of_day(text, *written)) return std::nullopt;
  }
  std::int64_t seconds = 0;
  if (text.empty()) {
    written->parts.tm_isdst = -1;
    seconds = std::mktime(&written->parts);
  } else {
    const auto zone = parse_zone(text);
    if (!zone) return std::nullopt;
    seconds = ::timegm(&written->parts) - *zone * 60;
  }
  if (seconds < 0) return 0;
  const std::uint64_t start = static_cast<std::uint64_t>(seconds) * kSecond + written->milliseconds;
  return edge == Edge::Start ? start : start + written->length - 1;
}

std::optional<std::uint64_t> parse_epoch(std::string_view text, Edge edge) {
  if (!text.starts_with('@')) return std::nullopt;
  text.remove_prefix(1);
  const std::size_t dot = text.find('.');
  const auto seconds = parse_number(text.substr(0, dot));
  if (!seconds || *seconds > 253402300799) return std::nullopt;
  if (dot == std::string_view::npos) return *seconds * kSecond + (edge == Edge::End ? kSecond - 1 : 0);
  std::string_view rest = text.substr(dot);
  const auto milliseconds = take_digits(rest, ".", 3, 999);
  if (!milliseconds || !rest.empty()) return std::nullopt;
  return *seconds * kSecond + static_cast<std::uint64_t>(*milliseconds);
}

}  // namespace

std::uint64_t milliseconds_of(clockid_t clock) {
  timespec time = {};
  ::clock_gettime(clock, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1000 + static_cast<std::uint64_t>(time.tv_nsec) / 1000000;
}

Tick tick() {
  return {milliseconds_of(CLOCK_REALTIME), milliseconds_of(CLOCK_MONOTONIC)};
}

Result<std::uint64_t> parse_time(std::string_view text, Edge edge, const Clock& clock) {
  if (text == "boot") {
    if (clock.booted) return *clock.booted;
    return fail("boot is known of this host's own log alone; give the time");
  }
  if (const auto word = parse_word(text, clock)) return *word;
  if (const auto ago = parse_ago(text, clock)) return *ago;
  if (const auto epoch = parse_epoch(text, edge)) return *epoch;
  if (const auto date = parse_date(text, edge)) return *date;
  return fail("'" + std::string(text) +
              "' is no time: 2026-11-28, 2026-11-28T03:00:07, with Z or +01:00, @1795312729, '2h ago', now, recent, "
              "today, yesterday, this-week, week-ago, this-month, this-year or boot");
}

}  // namespace modtrail

#include "modtrail/base/timestamp.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace modtrail {
namespace {

constexpr std::uint64_t kLast = 253402300799999;  // 9999-12-31T23:59:59.999Z

void put(char* to, unsigned value, int digits) {
  for (int i = digits - 1; i >= 0; --i, value /= 10) to[i] = static_cast<char>('0' + value % 10);
}

}  // namespace

void append_timestamp(std::string& out, std::uint64_t milliseconds) {
  using std::chrono::days;
  using std::chrono::floor;
  const std::chrono::sys_time<std::chrono::milliseconds> time(
      std::chrono::milliseconds(static_cast<std::int64_t>(std::min(milliseconds, kLast))));
  const auto day = floor<days>(time);
  const std::chrono::year_month_day date(day);
  const auto rest = static_cast<unsigned>((time - day).count());
  std::array<char, 25> text = {"0000-00-00T00:00:00.000Z"};
  put(text.data(), static_cast<unsigned>(static_cast<int>(date.year())), 4);
  put(text.data() + 5, static_cast<unsigned>(date.month()), 2);
  put(text.data() + 8, static_cast<unsigned>(date.day()), 2);
  put(text.data() + 11, rest / 3600000, 2);
  put(text.data() + 14, rest / 60000 % 60, 2);
  put(text.data() + 17, rest / 1000 % 60, 2);
  put(text.data() + 20, rest % 1000, 3);
  out.append(text.data(), text.size() - 1);
}

std::string timestamp(std::uint64_t milliseconds) {
  std::string out;
  append_timestamp(out, milliseconds);
  return out;
}

}  // namespace modtrail

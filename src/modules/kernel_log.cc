#include <algorithm>
#include <array>

#include "modtrail/base/text.h"
#include "modtrail/modules/views.h"

// The kernel's log names a module when it taints the kernel: most such lines come once a boot, of the first module of
// their kind (pr_notice_once, pr_warn_once), so that a line tells something and its absence nothing.
namespace modtrail {
namespace {

struct Saying {
  std::string_view text;  // behind "NAME: "
  unsigned bit;
};
// kernel/module/main.c, kernel/module/signing.c
constexpr auto kSayings = std::to_array<Saying>({
    {"loading out-of-tree module taints kernel", 12},
    {"module verification failed", 13},
    {"module license", 0},
    {"module is from the staging directory", 10},
    {"tainting kernel with TAINT_LIVEPATCH", 15},
    {"loading test module taints kernel", 18},
    {"no version for \"", 1},
    {"kernel tainted: module forced", 1},
});
constexpr std::size_t kLongestName = 64;

struct Line {
  std::optional<std::uint64_t> since_boot;
  std::string_view text;
};

// "6,339,5140900,-;TEXT" of /dev/kmsg: the third is microseconds (Documentation/ABI/testing/dev-kmsg).
std::optional<Line> parse_kmsg(std::string_view line) {
  const std::size_t semicolon = line.find(';');
  if (semicolon == std::string_view::npos) return std::nullopt;
  const std::vector<std::string_view> head = split(line.substr(0, semicolon), ',');
  if (head.size() < 4 || !parse_number(head[0]) || !parse_number(head[1])) return std::nullopt;
  const auto micros = parse_number(head[2]);
  if (!micros) return std::nullopt;
  return Line{*micros / 1000, line.substr(semicolon + 1)};
}

// "[    5.140900] TEXT" of dmesg, and the same somewhere in a line of syslog's.
std::optional<Line> parse_stamped(std::string_view line) {
  const std::size_t open = line.find('[');
  const std::size_t close = line.find("] ", open == std::string_view::npos ? 0 : open);
  if (open == std::string_view::npos || close == std::string_view::npos) return std::nullopt;
  const std::string_view stamp = trim(line.substr(open + 1, close - open - 1));
  const std::size_t dot = stamp.find('.');
  if (dot == std::string_view::npos || stamp.size() - dot != 7) return std::nullopt;
  const auto seconds = parse_number(stamp.substr(0, dot));
  const auto micros = parse_number(stamp.substr(dot + 1));
  if (!seconds || !micros || *seconds > UINT32_MAX) return std::nullopt;
  return Line{*seconds * 1000 + *micros / 1000, line.substr(close + 2)};
}

Line parse_line(std::string_view line) {
  if (const auto kmsg = parse_kmsg(line)) return *kmsg;
  if (const auto stamped = parse_stamped(line)) return *stamped;
  return {std::nullopt, line};
}

std::optional<TaintLine> parse_taint(const Line& line) {
  const std::size_t colon = line.text.find(": ");
  if (colon == std::string_view::npos || colon == 0 || colon > kLongestName) return std::nullopt;
  const std::string_view name = line.text.substr(0, colon);
  const std::string_view said = line.text.substr(colon + 2);
  const auto* saying =
      std::find_if(kSayings.begin(), kSayings.end(), [&](const Saying& each) { return said.starts_with(each.text); });
  if (saying == kSayings.end() || name.find(' ') != std::string_view::npos) return std::nullopt;
  return TaintLine{std::string(name), saying->bit, line.since_boot};
}

}  // namespace

const std::vector<ModuleTaint>& module_taints() {
  static const std::vector<ModuleTaint> kTaints = {
      {0, 'P', "a proprietary module"},
      {1, 'F', "a module that was loaded by force"},
      {10, 'C', "a module of staging"},
      {12, 'O', "an out-of-tree module"},
      {13, 'E', "a module without signature"},
      {15, 'K', "a live patch"},
      {18, 'N', "a test module"},
  };
  return kTaints;
}

KernelLog parse_kernel_log(std::string_view text) {
  KernelLog log;
  for (const std::string_view raw : split(text, '\n')) {
    if (raw.empty() || raw.front() == ' ') continue;  // " KEY=VALUE" of the line before
    ++log.lines;
    const Line line = parse_line(raw);
    log.slept = log.slept || line.text.starts_with("PM: suspend") || line.text.starts_with("PM: hibernation");
    if (auto taint = parse_taint(line)) log.taints.push_back(std::move(*taint));
  }
  return log;
}

}  // namespace modtrail

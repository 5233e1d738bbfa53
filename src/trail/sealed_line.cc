#include "modtrail/trail/sealed_line.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <initializer_list>

#include "modtrail/base/base64.h"

namespace modtrail {
namespace {

constexpr std::string_view kMagic = "modtrail-trail/1";
constexpr std::string_view kLeafKinds = "BRLAMD";

template <std::size_t N>
std::string base64_of(const std::array<unsigned char, N>& bytes) {
  return to_base64({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// Reads NAME=VALUE words parted by one blank each, in the order they are asked for.
class Words {
 public:
  explicit Words(std::string_view text) : rest_(text) {}

  bool at_end() const { return good_ && rest_.empty(); }

  std::string_view word(std::string_view name) {
    good_ = good_ && rest_.starts_with(name) && rest_.substr(name.size()).starts_with('=');
    if (!good_) return {};
    rest_.remove_prefix(name.size() + 1);
    const std::size_t blank = rest_.find(' ');
    const std::string_view value = rest_.substr(0, blank);
    rest_.remove_prefix(std::min(rest_.size(), value.size() + 1));
    good_ = !value.empty() && (blank == std::string_view::npos || !rest_.empty());
    return value;
  }

  std::uint64_t number(std::string_view name) {
    const std::string_view text = word(name);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    good_ = good_ && error == std::errc() && end == text.data() + text.size() && text == std::to_string(value);
    return value;
  }

  template <std::size_t N>
  std::array<unsigned char, N> bytes(std::string_view name) {
    std::array<unsigned char, N> out = {};
    const std::optional<std::string> decoded = from_base64(word(name));
    good_ = good_ && decoded && decoded->size() == N;
    if (good_) std::copy(decoded->begin(), decoded->end(), out.begin());
    return out;
  }

  // A word of hex digits and "-", as ids are.
  std::string id(std::string_view name) {
    const std::string_view text = word(name);
    good_ = good_ && text.size() <= 64 && text.find_first_not_of("0123456789abcdef-") == std::string_view::npos;
    return std::string(text);
  }

  ChainId chain(std::string_view name) {
    const std::string text = id(name);
    good_ = good_ && text.size() == 32 && text.find('-') == std::string::npos;
    return text;
  }

  // The one of `values` whose name, as `name_of` says, stands here.
  template <class Enum>
  Enum one_of(std::string_view name, std::initializer_list<Enum> values, std::string_view (*name_of)(Enum)) {
    const std::string_view text = word(name);
    const auto at = std::find_if(values.begin(), values.end(), [&](Enum value) { return name_of(value) == text; });
    good_ = good_ && at != values.end();
    return at == values.end() ? *values.begin() : *at;
  }

  void require(bool condition) { good_ = good_ && condition; }

 private:
  std::string_view rest_;
  bool good_ = true;
};

std::string peaks_text(const std::vector<Digest>& peaks) {
  std::string out;
  for (const Digest& peak : peaks) out += (out.empty() ? "" : ",") + base64_of(peak);
  return out.empty() ? "-" : out;
}

std::optional<std::vector<Digest>> parse_peaks(std::string_view text) {
  std::vector<Digest> out;
  while (text != "-" && !text.empty()) {
    const std::optional<std::string> bytes = from_base64(text.substr(0, text.find(',')));
    if (!bytes || bytes->size() != std::tuple_size_v<Digest>) return std::nullopt;
    std::copy(bytes->begin(), bytes->end(), out.emplace_back().begin());
    const std::size_t comma = text.find(',');
    if (comma == std::string_view::npos) return out;
    text.remove_prefix(comma + 1);
    if (text == "-" || text.empty()) return std::nullopt;
  }
  return out;
}

std::optional<TrailLine> parse_start(std::string_view text) {
  Words words(text);
  FileStart out;
  out.chain = words.chain("chain");
  out.first = words.number("first");
  const std::optional<std::vector<Digest>> peaks = parse_peaks(words.word("peaks"));
  if (!words.at_end() || !peaks || peaks->size() != static_cast<std::size_t>(std::popcount(out.first)))
    return std::nullopt;
  out.peaks = *peaks;
  return out;
}

std::optional<TrailLine> parse_dropped(std::string_view text) {
  Words words(text);
  DroppedLeaves out;
  out.leaves = words.number("leaves");
  out.root = words.bytes<32>("root");
  words.require(std::has_single_bit(out.leaves));
  if (!words.at_end()) return std::nullopt;
  return out;
}

std::string_view state_name(TrailState state) {
  switch (state) {
    case TrailState::Running:
      return "running";
    case TrailState::Stopped:
      return "stopped";
  }
  return "";
}

std::optional<TrailLine> parse_checkpoint(std::string_view text) {
  Words words(text);
  Checkpoint out;
  out.size = words.number("size");
  out.root = words.bytes<32>("root");
  out.epoch = words.number("epoch");
  out.time = words.number("time");
  out.boot = words.id("boot");
  out.up = words.number("up");
  out.state = words.one_of("state", {TrailState::Running, TrailState::Stopped}, state_name);
  out.next = words.bytes<32>("next");
  out.signature = words.bytes<64>("sig");
  if (!words.at_end()) return std::nullopt;
  return out;
}

std::string extension_of(const Checkpoint& checkpoint) {
  return "epoch=" + std::to_string(checkpoint.epoch) + " time=" + std::to_string(checkpoint.time) +
         " boot=" + checkpoint.boot + " up=" + std::to_string(checkpoint.up) +
         " state=" + std::string(state_name(checkpoint.state)) + " next=" + base64_of(checkpoint.next);
}

}  // namespace

std::string_view name(BeginReason reason) {
  switch (reason) {
    case BeginReason::New:
      return "new";
    case BeginReason::KeyLost:
      return "key-lost";
    case BeginReason::Damaged:
      return "damaged";
    case BeginReason::OtherHost:
      return "other-host";
  }
  return "";
}

std::optional<TrailLine> parse_line(std::string_view line) {
  if (line.size() > kTrailLineLimit || line.find('\n') != std::string_view::npos) return std::nullopt;
  if (line.starts_with(kMagic) && line.substr(kMagic.size()).starts_with(' ')) {
    return parse_start(line.substr(kMagic.size() + 1));
  }
  if (line.size() < 2 || line[1] != ' ') return std::nullopt;
  if (line[0] == 'T') return parse_dropped(line.substr(2));
  if (line[0] == 'C') return parse_checkpoint(line.substr(2));
  if (kLeafKinds.find(line[0]) == std::string_view::npos) return std::nullopt;
  return Leaf{static_cast<LeafKind>(line[0]), line.substr(2)};
}

std::string print_line(const FileStart& start) {
  return std::string(kMagic) + " chain=" + start.chain + " first=" + std::to_string(start.first) +
         " peaks=" + peaks_text(start.peaks);
}

std::string print_line(const DroppedLeaves& dropped) {
  return "T leaves=" + std::to_string(dropped.leaves) + " root=" + base64_of(dropped.root);
}

std::string print_line(const Checkpoint& checkpoint) {
  return "C size=" + std::to_string(checkpoint.size) + " root=" + base64_of(checkpoint.root) + " " +
         extension_of(checkpoint) + " sig=" + base64_of(checkpoint.signature);
}

std::string print_anchor(const Anchor& anchor) {
  return std::string(kAnchorMagic) + " chain=" + anchor.chain + " " + print_line(anchor.checkpoint);
}

std::optional<Anchor> parse_anchor(std::string_view line) {
  const std::size_t mark = line.find(" C size=");
  if (mark == std::string_view::npos || !line.starts_with(kAnchorMagic)) return std::nullopt;
  Words words(line.substr(0, mark).substr(std::min(mark, kAnchorMagic.size() + 1)));
  Anchor out;
  out.chain = words.chain("chain");
  const std::optional<TrailLine> checkpoint = parse_line(line.substr(mark + 1));
  const auto* found = checkpoint ? std::get_if<Checkpoint>(&*checkpoint) : nullptr;
  if (!words.at_end() || found == nullptr) return std::nullopt;
  out.checkpoint = *found;
  if (print_anchor(out) != line) return std::nullopt;
  return out;
}

std::string note_of(const ChainId& chain, const Checkpoint& checkpoint) {
  return "modtrail " + chain + "\n" + std::to_string(checkpoint.size) + "\n" + base64_of(checkpoint.root) + "\n" +
         extension_of(checkpoint) + "\n";
}

std::string print_begin(const Begin& begin) {
  return "key=" + base64_of(begin.key) + " host=" + begin.host + " boot=" + begin.boot +
         " time=" + std::to_string(begin.time) + " reason=" + std::string(name(begin.reason)) +
         " after=" + begin.after + " size=" + std::to_string(begin.after_size);
}

std::optional<Begin> parse_begin(std::string_view text) {
  Words words(text);
  Begin out;
  out.key = words.bytes<32>("key");
  out.host = words.id("host");
  out.boot = words.id("boot");
  out.time = words.number("time");
  out.reason = words.one_of(
      "reason", {BeginReason::New, BeginReason::KeyLost, BeginReason::Damaged, BeginReason::OtherHost}, name);
  out.after = words.id("after");
  out.after_size = words.number("size");
  if (!words.at_end()) return std::nullopt;
  return out;
}

std::string print_drop_notice(const DropNotice& notice) {
  return "first=" + std::to_string(notice.first) + " end=" + std::to_string(notice.end) +
         " time=" + std::to_string(notice.time);
}

std::optional<DropNotice> parse_drop_notice(std::string_view text) {
  Words words(text);
  DropNotice out;
  out.first = words.number("first");
  out.end = words.number("end");
  out.time = words.number("time");
  words.require(out.first < out.end);
  if (!words.at_end()) return std::nullopt;
  return out;
}

}  // namespace modtrail

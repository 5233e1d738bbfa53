#include "cli/verify_options.h"

#include "modtrail/base/file.h"
#include "modtrail/base/text.h"
#include "report/words.h"

namespace modtrail {

namespace {

constexpr std::size_t kTextLimit = std::size_t{64} << 20;

// Lines of a file, each of which `parse` must take; blank ones and comments are passed over.
template <class T>
Result<> read_lines(const std::string& path, std::optional<T> (*parse)(std::string_view), std::vector<T>& out) {
  const std::string content = TRY(read_file(path, kTextLimit));
  std::size_t number = 0;
  for (const std::string_view line : split(content, '\n')) {
    ++number;
    if (trim(line).empty() || line.front() == '#') continue;
    std::optional<T> item = parse(line);
    if (!item)
      return fail(path + ":" + std::to_string(number) +
                  ": not a line that modtrail wrote: " + printable(line.substr(0, 60)));
    out.push_back(std::move(*item));
  }
  return {};
}

// Out of any text: a checkpoint that went to a logger stands behind what the logger writes in front.
Result<> read_anchors(const std::string& path, std::vector<Anchor>& out) {
  const std::string content = TRY(read_file(path, kTextLimit));
  const std::size_t before = out.size();
  std::size_t number = 0;
  for (const std::string_view line : split(content, '\n')) {
    ++number;
    const std::size_t at = line.find(kAnchorMagic);
    if (at == std::string_view::npos) continue;
    const std::optional<Anchor> anchor = parse_anchor(trim(line.substr(at)));
    if (!anchor) return fail(path + ":" + std::to_string(number) + ": a checkpoint that is not whole");
    out.push_back(*anchor);
  }
  if (out.size() == before) return fail(path + " holds no checkpoint");
  return {};
}

}  // namespace

Result<VerifyOptions> read_verify_options(const Arguments& arguments) {
  VerifyOptions options;
  for (const std::string& key : arguments.values("--key")) {
    if (const std::optional<ChainKey> given = parse_chain_key(key)) {
      options.keys.push_back(*given);
    } else {
      TRY(read_lines(key, parse_chain_key, options.keys));
    }
  }
  for (const std::string& file : arguments.values("--anchor")) TRY(read_anchors(file, options.anchors));
  return options;
}

std::string_view name(TrailVerdict verdict) {
  switch (verdict) {
    case TrailVerdict::Intact:
      return "intact";
    case TrailVerdict::Unproven:
      return "unproven";
    case TrailVerdict::Broken:
      return "broken";
  }
  return "";
}

std::string trail_headline(const TrailReport& report) {
  std::uint64_t leaves = 0;
  std::uint64_t checkpoints = 0;
  for (const ChainReport& chain : report.chains) {
    leaves += chain.sealed;
    checkpoints += chain.checkpoints;
  }
  return std::string(name(report.verdict)) + ": " + counted(leaves, "line") + " under " +
         counted(checkpoints, "checkpoint") + " of " + counted(report.chains.size(), "chain");
}

}  // namespace modtrail

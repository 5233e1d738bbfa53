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
  for (const std::string& file : arguments.values("--anchor")) TRY(read_lines(file, parse_anchor, options.anchors));
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

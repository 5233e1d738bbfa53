#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "modtrail/rules/lines.h"
#include "modtrail/source/cluster.h"

// Whatever a document of a cluster says: it is read or refused with words, its pools' files can be merged, and each
// line of them that a document carries is found in it.
namespace modtrail {
namespace {

void check_origin(const Places& places, const Line& line, std::size_t lines) {
  const auto spot = places.find(line.origin, 1);
  if (!spot) return;
  if (spot->origin.line == 0 || spot->origin.line > lines || spot->origin.column == 0) std::abort();
  if (!spot->source.empty() && spot->origin.column > spot->source.size()) std::abort();
}

void check_notices(const Pool& pool) {
  for (const Diagnostic& notice : pool.notices) {
    if (notice.id.empty() || notice.message.empty()) std::abort();
    if (!notice.source.empty() && notice.origin.column > notice.source.size() + 1) std::abort();
  }
}

void check(std::string_view text, InputOption option) {
  Result<std::vector<Pool>> pools = read_cluster({{"x.yaml", option, std::string(text)}});
  if (!pools) {
    if (pools.error().message.empty()) std::abort();
    return;
  }
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  for (Pool& pool : *pools) {
    check_notices(pool);
    const Source node = lay_out(std::move(pool), nullptr);
    const auto merged =
        merge_rules(*node.tree, "/etc/audit/rules.d", node.input.name + "/etc/audit/rules.d", node_defaults());
    if (!merged) continue;
    for (const Line& line : merged->lines) check_origin(*node.places, line, lines);
  }
}

}  // namespace
}  // namespace modtrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  modtrail::check(text, modtrail::InputOption::MachineConfig);
  return 0;
}

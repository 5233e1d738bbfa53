#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "cli/stopped_watch.h"

// What is read as a watch's state is written as it was read.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto state = modtrail::parse_state({reinterpret_cast<const char*>(data), size});
  if (!state) return 0;
  const std::string text = modtrail::print_state(*state);
  const auto again = modtrail::parse_state(text);
  if (!again || modtrail::print_state(*again) != text) std::abort();
  modtrail::Ledger::restored(modtrail::RecordPath::Log, again->ledger, {1, 1}).finish({2, 2});
  return 0;
}

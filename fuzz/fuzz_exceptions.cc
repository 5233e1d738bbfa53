#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "modtrail/controls/baseline.h"
#include "modtrail/controls/exceptions.h"

// Files that a pipeline brings along: read or refused, with a place within the file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto exceptions = modtrail::parse_exceptions(text, "e.toml");
  if (!exceptions && !exceptions.error().message.starts_with("e.toml:")) std::abort();
  for (const modtrail::Exception& each : exceptions.value_or(std::vector<modtrail::Exception>())) {
    if (each.reason.empty() || each.owner.empty() || each.expires.size() != 10) std::abort();
  }
  static_cast<void>(modtrail::parse_baseline(text).has_value());
  return 0;
}

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "modtrail/trail/policy.h"

// A policy that is read is one that allows something by name; what is refused, is with a place in the file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto policy = modtrail::parse_policy({reinterpret_cast<const char*>(data), size}, "p.toml");
  if (!policy && !policy.error().message.starts_with("p.toml:")) std::abort();
  if (!policy) return 0;
  for (const auto* rules : {&policy->allow, &policy->alert}) {
    for (const modtrail::PolicyRule& rule : *rules) {
      const modtrail::Query& query = rule.query;
      const bool asks = !query.modules.empty() || !query.users.empty() || !query.exes.empty() ||
                        !rule.origins.empty() || !rule.services.empty() || query.operation.has_value() ||
                        rule.file.any();
      if (!asks) std::abort();
    }
  }
  return 0;
}

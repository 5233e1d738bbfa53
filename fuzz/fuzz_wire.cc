#include <cstdlib>

#include "modtrail/rules/parse.h"
#include "modtrail/rules/wire.h"

// Whatever bytes come for a rule: an error, or a rule that can be printed and is sent back as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace modtrail;
  const auto rule = decode_rule({reinterpret_cast<const std::byte*>(data), size});
  if (!rule) return 0;
  const auto again = decode_rule(encode_rule(*rule));
  if (!again || !same_rule(*rule, *again)) std::abort();
  if (print_rule(*rule, Arch::X86_64).empty()) std::abort();
  return 0;
}

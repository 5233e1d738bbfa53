// Bytes as a ruleset and attempts: evaluate() agrees with the oracle, a row's witness is lost by both, and no attempt
// contradicts a row.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "oracle/differential.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace modtrail::oracle;
  Choices choices({data, size});
  auto complaints = compare(choices, 8);
  for (const std::string& complaint : complaints) std::fprintf(stderr, "%s\n", complaint.c_str());
  if (!complaints.empty()) std::abort();
  return 0;
}

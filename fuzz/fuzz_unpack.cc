#include <cstdint>
#include <cstdlib>
#include <vector>

#include "modtrail/base/unpack.h"

// Whatever a packed file holds, it unpacks to the same bytes in large stretches and in small ones, and an error is one
// sentence.
namespace modtrail {
namespace {

constexpr std::size_t kEnough = 1 << 20;  // of what a bomb makes

std::string unpacked(Packing packing, std::string_view packed, std::size_t stretch) {
  auto source = unpack(packing, memory_source(packed));
  if (!source) std::abort();
  std::string out;
  std::vector<char> chunk(stretch);
  while (out.size() < kEnough) {
    const Result<std::size_t> size = (*source)->read(chunk);
    if (!size && size.error().message.empty()) std::abort();
    if (size && *size > chunk.size()) std::abort();
    if (!size || *size == 0) break;
    out.append(chunk.data(), *size);
  }
  out.resize(std::min(out.size(), kEnough));
  return out;
}

void check(Packing packing, std::string_view packed) {
  const std::string large = unpacked(packing, packed, 1 << 16);
  const std::string small = unpacked(packing, packed, 977);
  // An error comes with the stretch it is in: what came before it may differ by less than one.
  const std::size_t shorter = std::min(large.size(), small.size());
  if (large.compare(0, shorter, small, 0, shorter) != 0) std::abort();
}

}  // namespace
}  // namespace modtrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const modtrail::Packing packing : {modtrail::Packing::Gzip, modtrail::Packing::Zstd, modtrail::Packing::Xz}) {
    modtrail::check(packing, bytes);
  }
  return 0;
}

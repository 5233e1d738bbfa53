#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// A log out of the fuzzer's bytes that is worth assembling: each byte picks a record from a small stock of ids, so that
// events interleave, come back late and lack records; a byte of 0xE0 and above takes what follows, up to a line feed,
// as it is.
namespace modtrail {

inline std::string log_of(std::string_view bytes) {
  static const std::vector<std::string> kBodies = {
      "type=SYSCALL msg=@: arch=c000003e syscall=313 success=yes exit=0 a0=3 pid=7 auid=1000 uid=0 comm=\"insmod\" "
      "exe=\"/usr/bin/kmod\" key=\"modules\"",
      "type=SYSCALL msg=@: arch=40000003 syscall=129 success=no exit=-2 a0=0 a1=a00 pid=8 auid=4294967295 comm=6120",
      "type=KERN_MODULE msg=@: name=\"dummy\"",
      "type=KERN_MODULE msg=@: name=6120620A",
      "type=PROCTITLE msg=@: proctitle=6D6F6470726F6265002D71002D2D0078",
      "type=EOE msg=@: ",
      "type=USER msg=@: pid=1 msg='type=SYSCALL msg=audit(1.001:1): arch=c000003e syscall=313 \x1D name=\"evil\"'",
      "type=SYSCALL msg=@: arch=c000003e syscall=59 success=yes exit=0 comm=\"syscall=313\""};
  std::string out;
  while (!bytes.empty()) {
    const auto byte = static_cast<unsigned char>(bytes[0]);
    bytes.remove_prefix(1);
    if (byte >= 0xE0) {
      const std::size_t end = bytes.find('\n');
      out += bytes.substr(0, end == std::string_view::npos ? end : end + 1);
      bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
      continue;
    }
    std::string line = kBodies[byte & 7U];
    const unsigned id = byte >> 3U;  // 0 to 27
    line.replace(
        line.find('@'), 1,
        "audit(" + std::to_string(1 + id % 3) + ".00" + std::to_string(id % 2) + ":" + std::to_string(id % 7) + ")");
    out += (id >= 21 ? "node=web1 " : "") + line + "\n";
  }
  return out;
}

}  // namespace modtrail

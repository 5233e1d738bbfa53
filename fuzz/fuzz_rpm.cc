#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "modtrail/modules/module_index.h"
#include "modules/rpm_header.h"

// An RPM database, by the first byte of the input: a header of its packages; the database, whole; one that has begun,
// and the log beside it, which the input parts at the length that its next two bytes tell.
namespace modtrail {
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check_header(std::string_view bytes) {
  const auto header = parse_rpm_header(bytes);
  require(header || !header.error().message.empty());
  if (!header) return;
  for (std::size_t i = 0; i < header->base_names.size(); ++i) {
    const auto file = installed_file(*header, i);
    require(!file || file->ends_with(header->base_names[i]));
  }
  require(!installed_file(*header, header->base_names.size()));
}

void check_owner(const MemoryTree& tree) {
  const std::string file = "/lib/modules/5.14/kernel/dummy.ko.xz";
  const FileOwner owner = find_owners(tree, "5.14", {file}).at(file);
  require((owner.ownership == Ownership::Package) == !owner.package.empty());
  require((owner.ownership == Ownership::Unknown) == !owner.unknown.empty());
}

void check_database(std::string_view bytes) {
  MemoryTree tree;
  tree.add_file("/var/lib/rpm/rpmdb.sqlite", std::string(bytes));
  check_owner(tree);
}

void check_log(std::string_view bytes) {
  if (bytes.size() < 2) return;
  const std::size_t length = static_cast<unsigned char>(bytes[0]) * 256U + static_cast<unsigned char>(bytes[1]);
  MemoryTree tree;
  tree.add_file("/var/lib/rpm/rpmdb.sqlite", std::string(bytes.substr(2, length)));
  tree.add_file("/var/lib/rpm/rpmdb.sqlite-wal", std::string(bytes.substr(std::min(bytes.size(), 2 + length))));
  check_owner(tree);
}

}  // namespace
}  // namespace modtrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  switch (data[0] % 3) {
    case 0:
      modtrail::check_header(input.substr(1));
      break;
    case 1:
      modtrail::check_database(input.substr(1));
      break;
    default:
      modtrail::check_log(input.substr(1));
      break;
  }
  return 0;
}

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/result.h"

namespace modtrail {

// Of a package's header in an RPM database what tells whose a file is (rpm's docs/manual/hregions.md and tags.md).
struct RpmHeader {
  std::string name;
  // Of the package's files, in the order of their numbers.
  std::vector<std::string> base_names;
  std::vector<std::uint32_t> directory_of;  // by its number
  std::vector<std::string> directories;     // with a slash at their ends
  std::string states;                       // a byte a file, 0: it was installed; "": not kept
};

// Errors: it is cut short, or its numbers do not fit together.
Result<RpmHeader> parse_rpm_header(std::string_view bytes);

// The absolute path of its file of that number; nothing where it has none, or that file was not put on the disk.
std::optional<std::string> installed_file(const RpmHeader& header, std::uint64_t number);

}  // namespace modtrail

#pragma once

#include <string>
#include <string_view>

#include "modtrail/base/file_tree.h"

namespace modtrail {

inline constexpr std::size_t kPathLimit = 4095;  // PATH_MAX less the NUL
inline constexpr std::size_t kNameLimit = 255;
inline constexpr int kLinkLimit = 40;

// What a walk asks of a tree.  Paths are canonical: absolute, without links, "." and "..".  The
// message of an error is the reason alone ("permission denied").
class PathLookup {
 public:
  virtual ~PathLookup() = default;
  virtual Result<FileType> type(const std::string& canonical) const = 0;
  virtual Result<std::string> target(const std::string& canonical) const = 0;
};

// The canonical path of the file at `path`, as path_resolution(7) has it within a root: the answers
// and the refusals are the kernel's, the message of an error is the reason alone.  With Last::Keep
// the last component need not exist, and is not followed unless the path ends in a slash.
Result<std::string> walk_path(const PathLookup& lookup, std::string_view path, Last last);

// The parts of a canonical path.
std::string_view parent_of(std::string_view canonical);  // "/" of "/a" and of "/"
std::string join(std::string_view directory, std::string_view name);

// "cannot read /x: no such file or directory": the reason in `error` with what was tried before it.
tl::unexpected<Error> explain(std::string_view what, std::string_view path, const Error& error);

tl::unexpected<Error> missing_file();

}  // namespace modtrail

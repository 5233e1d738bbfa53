#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "modtrail/base/result.h"

namespace modtrail {

// The whole of a regular file, or of standard input for "-"; an error past `limit` bytes.  Never waits on a FIFO.
Result<std::string> read_file(const std::string& path, std::size_t limit);

// All or nothing: a new file beside `path`, fsync, rename, fsync of the directory.  Keeps the mode of a file that is
// replaced, else `mode`.  Refuses to write through a symbolic link or over anything but a regular file.
Result<> write_file(const std::string& path, std::string_view content, unsigned mode = 0640);

// The absolute path, without links, of the directory at `path`; an error where there is none.
Result<std::string> directory_path(const std::string& path);

}  // namespace modtrail

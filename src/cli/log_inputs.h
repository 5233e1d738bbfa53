#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "modtrail/base/byte_source.h"
#include "modtrail/base/result.h"
#include "modtrail/trail/host_names.h"
#include "modtrail/trail/journal.h"

// Which files a search reads, and in which order.
namespace modtrail {

struct LogFile {
  std::string path;        // "-": standard input
  std::uint64_t size = 0;  // as it lies there; 0 where that is not known
};

// Of a file the file; of a directory its audit.log and rotated parts, oldest first, or all its files by name where it
// has none.  Errors: no file there, a directory that cannot be read.
Result<std::vector<LogFile>> log_files(const std::string& operand);

// Those of a root's /var/log/audit, by the links inside the root.
Result<std::vector<LogFile>> root_log_files(const std::string& root);
// The users and groups that the root's own files name; none where there are none.
Result<HostNames> root_names(const std::string& root);

// Does the file hold its lines as they are, to be read from anywhere?  No where it cannot be read, or only once.
bool holds_lines(const LogFile& file);

// The lines of the file, whatever it is (trail/log_source.h); `raw` is told how many bytes of the file were read.
Result<std::unique_ptr<ByteSource>> open_log(const std::string& path, JournalTally& tally,
                                             std::function<void(std::uint64_t)> raw);
// Of one that holds lines those from the byte `offset` on.
Result<std::unique_ptr<ByteSource>> open_lines(const std::string& path, std::uint64_t offset,
                                               std::function<void(std::uint64_t)> raw);

}  // namespace modtrail

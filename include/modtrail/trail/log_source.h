#pragma once

#include <memory>

#include "modtrail/base/byte_source.h"
#include "modtrail/trail/journal.h"

namespace modtrail {

// The lines of an audit log out of a file of any kind: packed (gzip, zstd, xz), or a journal (journalctl -o export, -o
// json), or both, a sealed trail, or as they are.  The content tells; names don't.  `tally` counts a journal's entries
// and outlives the source.  Errors are the file's own, and unpack()'s; they can come with any read.
Result<std::unique_ptr<ByteSource>> log_lines(std::unique_ptr<ByteSource> file, JournalTally& tally);

// Is it nothing of all this, but the lines themselves?  Reads its beginning.
bool are_lines(ByteSource& file);

}  // namespace modtrail

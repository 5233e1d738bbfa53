#pragma once

#include <cstdint>
#include <string>
#include <vector>

// Unified diffs of edits that are known, as patch(1) reads them.
namespace modtrail {

enum class LineFate : std::uint8_t { Kept, Removed, Added };

struct DiffLine {
  LineFate fate = LineFate::Kept;
  std::string text;  // without the newline
};

struct FileDiff {
  std::string before;  // the file's name, or /dev/null for one that is new
  std::string after;
  std::vector<DiffLine> lines;  // the whole file
};

// With three lines around each change.
void write_diff(const FileDiff& diff, std::string& out);

}  // namespace modtrail

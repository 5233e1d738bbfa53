#pragma once

#include <cstdint>
#include <string>
#include <string_view>
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

// Of a text whose lines were kept, commented out or joined by others.  Right for any two texts, shortest for those.
std::vector<DiffLine> diff_lines(std::string_view before, std::string_view after);

// With three lines around each change.
void write_diff(const FileDiff& diff, std::string& out);

}  // namespace modtrail

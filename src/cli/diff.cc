#include "cli/diff.h"

#include <algorithm>

namespace modtrail {

namespace {

constexpr std::size_t kContext = 3;

struct Hunk {
  std::size_t begin = 0;  // in the lines of the diff
  std::size_t end = 0;
};

// Changes nearer than twice the context share a hunk.
std::vector<Hunk> hunks_of(const std::vector<DiffLine>& lines) {
  std::vector<Hunk> hunks;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].fate == LineFate::Kept) continue;
    const std::size_t begin = i < kContext ? 0 : i - kContext;
    const std::size_t end = std::min(lines.size(), i + kContext + 1);
    if (!hunks.empty() && begin <= hunks.back().end) {
      hunks.back().end = end;
    } else {
      hunks.push_back({begin, end});
    }
  }
  return hunks;
}

std::size_t count_without(const std::vector<DiffLine>& lines, Hunk part, LineFate fate) {
  const auto first = lines.begin();
  return static_cast<std::size_t>(std::count_if(first + static_cast<std::ptrdiff_t>(part.begin),
                                                first + static_cast<std::ptrdiff_t>(part.end),
                                                [fate](const DiffLine& line) { return line.fate != fate; }));
}

// "12,3": the first line and how many; an empty side names the line before it.
std::string range(const std::vector<DiffLine>& lines, const Hunk& hunk, LineFate absent) {
  const std::size_t before = count_without(lines, {0, hunk.begin}, absent);
  const std::size_t count = count_without(lines, hunk, absent);
  return std::to_string(count == 0 ? before : before + 1) + "," + std::to_string(count);
}

char sign(LineFate fate) {
  switch (fate) {
    case LineFate::Kept:
      return ' ';
    case LineFate::Removed:
      return '-';
    case LineFate::Added:
      return '+';
  }
  return ' ';
}

}  // namespace

void write_diff(const FileDiff& diff, std::string& out) {
  out += "--- " + diff.before + "\n+++ " + diff.after + "\n";
  for (const Hunk& hunk : hunks_of(diff.lines)) {
    out +=
        "@@ -" + range(diff.lines, hunk, LineFate::Added) + " +" + range(diff.lines, hunk, LineFate::Removed) + " @@\n";
    for (std::size_t i = hunk.begin; i < hunk.end; ++i) {
      out += sign(diff.lines[i].fate);
      out += diff.lines[i].text;
      out += '\n';
    }
  }
}

}  // namespace modtrail

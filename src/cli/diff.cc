#include "cli/diff.h"

#include <algorithm>
#include <utility>

#include "modtrail/base/text.h"

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

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines = split(text, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

bool is_commented_out(std::string_view after, std::string_view before) {
  return after.starts_with('#') && after.ends_with(before);
}

// A last line without its newline, as diff(1) marks it, and the same line with one.
void end_last_line(std::vector<DiffLine>& lines) {
  for (std::size_t i = lines.size(); i-- > 0;) {
    if (lines[i].fate == LineFate::Added) continue;
    const bool kept = lines[i].fate == LineFate::Kept;
    DiffLine whole{LineFate::Added, lines[i].text};
    lines[i] = {LineFate::Removed, lines[i].text + "\n\\ No newline at end of file"};
    if (kept) lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(i) + 1, std::move(whole));
    return;
  }
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

std::vector<DiffLine> diff_lines(std::string_view before, std::string_view after) {
  const std::vector<std::string_view> old_lines = lines_of(before);
  std::vector<DiffLine> lines;
  std::size_t i = 0;
  for (std::string_view line : lines_of(after)) {
    if (i < old_lines.size() && line == old_lines[i]) {
      lines.push_back({LineFate::Kept, std::string(old_lines[i++])});
      continue;
    }
    if (i < old_lines.size() && is_commented_out(line, old_lines[i])) {
      lines.push_back({LineFate::Removed, std::string(old_lines[i++])});
    }
    lines.push_back({LineFate::Added, std::string(line)});
  }
  for (; i < old_lines.size(); ++i) lines.push_back({LineFate::Removed, std::string(old_lines[i])});
  if (!before.empty() && !before.ends_with('\n')) end_last_line(lines);
  return lines;
}

}  // namespace modtrail

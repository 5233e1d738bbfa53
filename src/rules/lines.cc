#include "modtrail/rules/lines.h"

namespace modtrail {

// fgets() with a buffer of 6144 bytes: a longer line comes in pieces, each read as a line.  Its number stays that of
// the line in the file, its column is where it starts there.
std::vector<Line> split_lines(std::string_view content, const std::string& file) {
  constexpr std::size_t kPiece = 6143;
  std::vector<Line> lines;
  std::uint32_t number = 1;
  std::uint32_t column = 1;
  while (!content.empty()) {
    const std::string_view window = content.substr(0, kPiece);
    const std::size_t newline = window.find('\n');
    const std::string_view piece = window.substr(0, newline);
    lines.push_back({std::string(piece), {file, number, column}});
    const bool ended = newline != std::string_view::npos;
    content.remove_prefix(piece.size() + (ended ? 1 : 0));
    column = ended ? 1 : column + static_cast<std::uint32_t>(piece.size());
    if (ended) ++number;
  }
  return lines;
}

}  // namespace modtrail

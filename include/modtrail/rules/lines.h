#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/file_tree.h"
#include "modtrail/base/origin.h"
#include "modtrail/uapi/machine.h"

// Rules as lines with their places: what a file holds, or what augenrules makes of a directory of them.
namespace modtrail {

struct Line {
  std::string text;  // without the newline
  Origin origin;     // column: where `text` starts in the file's line (an over-long line is read in pieces)
};

// As auditctl's fgets() reads a file: pieces of at most 6143 bytes.
std::vector<Line> split_lines(std::string_view content, const std::string& file);

// A file beside the rules that augenrules does not read, and why.
struct UnreadFile {
  std::string path;
  std::string reason;
  bool has_rules = false;  // it holds lines that would be rules, or its name says so
};

struct ReadFile {
  std::string path;
  std::string content;
};

struct Merged {
  std::vector<Line> lines;  // of audit.rules, in order, each with the place it came from
  std::vector<ReadFile> files;
  std::vector<UnreadFile> unread;
  std::vector<Diagnostic> diagnostics;  // glued-lines, awk-keeps-line, carriage-return as far as the merge causes them
};

// augenrules' merge of `directory` in the tree, as that auditctl version's script and awk do it.  `prefix` is the name
// the directory goes by: origins are "prefix/10-a.rules".  Lines that come from no file (the header, an empty one where
// nothing was hoisted) have line 0.
// Errors: the directory or a file in it cannot be read.
Result<Merged> merge_rules(const FileTree& tree, std::string_view directory, const std::string& prefix,
                           const Machine& machine);

// Would another machine make the same lines of the directory?  `merged` is what this one made; false where that can't
// be told without merging again.
bool merges_alike(const Merged& merged, const Machine& machine, const Machine& other);

}  // namespace modtrail

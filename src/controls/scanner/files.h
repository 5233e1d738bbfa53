#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "controls/scanner/criteria.h"
#include "controls/scanner/pattern.h"
#include "modtrail/rules/input.h"

// The files a test looks into, as oscap's walk finds them.
namespace modtrail::scanner {

enum class Place : std::uint8_t {
  Machine,  // the scanner runs on the machine: links lead where they lead there
  Root,     // OSCAP_PROBE_ROOT: a link to an absolute path, or up past the root, leaves the tree
};

struct ScannedFile {
  std::string path;  // as the scanner sees it
  std::string real;  // in the tree of the input, without links
};

enum class Walk : std::uint8_t { Whole, CutShort };

struct Selection {
  std::vector<ScannedFile> files;  // regular ones, in the order of the walk
  Walk walk = Walk::Whole;
};

struct Content {
  enum class State : std::uint8_t { Read, Unreadable, TooLarge };
  State state = State::Unreadable;
  std::string bytes;
};

class ScannerFiles {
 public:
  ScannerFiles(const RuleInput& input, Place place);

  const Selection& select(const FileChoice& choice);
  const Content& content(const ScannedFile& file);
  // As origins of the input name it.
  std::string shown(const ScannedFile& file) const;

 private:
  struct Reached {
    std::string real;
    FileInfo info;
  };
  std::optional<std::string> in_tree(std::string_view path) const;
  std::optional<Reached> reach(std::string_view path) const;
  Selection walk(const FileChoice& choice) const;

  const RuleInput& input_;
  Place place_;
  std::string from_;  // this path, as the scanner sees it, is
  std::string to_;    // that of the input's tree
  std::map<std::string, Selection> selections_;
  std::map<std::string, Content> contents_;
};

}  // namespace modtrail::scanner

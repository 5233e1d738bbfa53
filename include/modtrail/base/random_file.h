#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "modtrail/base/file_tree.h"
#include "modtrail/base/result.h"

namespace modtrail {

// A file of which parts are read, where they are wanted: a database is large, and a look into it small.
class RandomFile {
 public:
  RandomFile() = default;
  RandomFile(const RandomFile&) = delete;
  RandomFile& operator=(const RandomFile&) = delete;
  virtual ~RandomFile() = default;

  // When it was opened.
  virtual std::uint64_t size() const = 0;
  // All of `to`, from byte `at` on.  Errors: it ends before, or cannot be read.
  virtual Result<> read(std::uint64_t at, std::span<char> to) const = 0;
  // Nobody has written to it since it was opened, as far as its size and its times tell.
  virtual bool is_unchanged() const = 0;
};

std::unique_ptr<RandomFile> random_file(std::string bytes);

// A regular file of a tree (links followed, inside the tree), where it lies; of a tree that is no RandomTree a copy, an
// error past kFileLimit bytes.
Result<std::unique_ptr<RandomFile>> open_random(const FileTree& tree, std::string_view path);

// What a FileTree is besides, if its files can be read in parts.
class RandomTree {
 public:
  virtual Result<std::unique_ptr<RandomFile>> open_file(std::string_view path) const = 0;

 protected:
  ~RandomTree() = default;
};

}  // namespace modtrail

#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "modtrail/base/file_tree.h"
#include "modtrail/base/result.h"

namespace modtrail {

using PieceSink = std::function<void(std::string_view)>;

// The bytes that read() gives, in pieces as they come, for a long file of which little is kept; of a tree that is no
// PieceTree in one.  An error may follow pieces.
Result<> read_pieces(const FileTree& tree, std::string_view path, std::size_t limit, const PieceSink& sink);

// What a FileTree is besides, if its files can be read in pieces.
class PieceTree {
 public:
  virtual Result<> read_pieces(std::string_view path, std::size_t limit, const PieceSink& sink) const = 0;

 protected:
  ~PieceTree() = default;
};

}  // namespace modtrail

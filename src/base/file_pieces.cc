#include "modtrail/base/file_pieces.h"

namespace modtrail {

Result<> read_pieces(const FileTree& tree, std::string_view path, std::size_t limit, const PieceSink& sink) {
  if (const auto* pieces = dynamic_cast<const PieceTree*>(&tree)) return pieces->read_pieces(path, limit, sink);
  sink(TRY(tree.read(path, limit)));
  return {};
}

}  // namespace modtrail

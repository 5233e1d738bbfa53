#pragma once

#include <memory>
#include <string>
#include <vector>

#include "modtrail/base/file_tree.h"
#include "modtrail/base/random_file.h"
#include "modtrail/modules/reconcile.h"

namespace modtrail {

// The running host as a tree whose /proc and /sys are the kernel's own: nothing that is mounted over a place of theirs
// is read, and every such place that was asked for is kept (openat2 with RESOLVE_NO_XDEV, and the file systems' magic).
// Where the kernel has no openat2 (before Linux 5.6), a mount of another file system is noticed, one of the same is
// not. /dev/kmsg is a file of the kernel's log, as it stands. Several threads may read.
class LiveKernel final : public FileTree {
 public:
  // Errors: / cannot be opened.
  static Result<std::unique_ptr<LiveKernel>> open();
  ~LiveKernel() override;

  Result<FileInfo> lstat(std::string_view path) const override;
  Result<std::string> readlink(std::string_view path) const override;
  Result<std::vector<std::string>> list(std::string_view path) const override;
  Result<std::string> read(std::string_view path, std::size_t limit) const override;
  Result<std::string> walk(std::string_view path, Last last) const override;
  Result<> read_pieces(std::string_view path, std::size_t limit, const PieceSink& sink) const override;
  // Not of /proc or /sys.
  Result<std::unique_ptr<RandomFile>> open_random(std::string_view path) const override;

  // So far, in the order they were met.
  std::vector<DoctoredPlace> doctored() const;

 private:
  struct State;
  explicit LiveKernel(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace modtrail

#pragma once

#include <string>

#include "base/fd.h"

namespace modtrail {

// Tells when a file of a directory was written to, or came (inotify(7)).  Where that cannot be had, it never tells: the
// files are to be looked at now and then all the same, as they are where the directory itself was made anew.
class DirectoryWatch {
 public:
  explicit DirectoryWatch(const std::string& directory);
  // Can be read when something has changed since clear(); -1: it never tells.
  int descriptor() const { return changes_.get(); }
  void clear() const;  // never waits; after very many changes it may tell once more

 private:
  Fd changes_;
};

}  // namespace modtrail

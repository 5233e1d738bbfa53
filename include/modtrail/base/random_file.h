#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

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

}  // namespace modtrail

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "modtrail/base/result.h"

namespace modtrail {

// Bytes that come one stretch after the other, each once: a file, a pipe, what is unpacked from either.
class ByteSource {
 public:
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  virtual ~ByteSource() = default;

  // Puts the next bytes at the start of `to`, which is not empty, and returns how many: 0 only at the end.
  // After an error there are no more.
  virtual Result<std::size_t> read(std::span<char> to) = 0;

  // The next kView bytes where they lie in memory already, behind the last `back` ones that the source gave; they stay
  // while it lives.  None where it has none there, as most never have: then read() goes on.
  //
  // They are a file's own, and whoever may write that changes them under the reader's eyes: it must stand that, and
  // copy what it is to depend on.  What is cut off is zeros, and the next call is an error.
  virtual Result<std::string_view> view(std::size_t back);
  static constexpr std::size_t kView = std::size_t{256} << 10;
};

// A regular file from a byte on, or standard input for "-", then from where it stands.  Never waits on a FIFO.
Result<std::unique_ptr<ByteSource>> open_source(const std::string& path, std::uint64_t offset = 0);

// Of a regular file; 0 of what is none, or cannot be read.
std::uint64_t size_of_file(const std::string& path);

// Up to `size` bytes from where the source stands; fewer only at its end.  A pipe may give them one by one.
Result<std::string> first_bytes(ByteSource& source, std::size_t size);

// Bytes that outlive the source.
std::unique_ptr<ByteSource> memory_source(std::string_view bytes);

// What `head` begins with, then what is left of `rest`: puts back what was read to see what it is.
std::unique_ptr<ByteSource> put_back(std::string head, std::unique_ptr<ByteSource> rest);

}  // namespace modtrail

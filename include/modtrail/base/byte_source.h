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

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/file_store.h"
#include "modtrail/trail/key_ring.h"
#include "modtrail/trail/merkle.h"
#include "modtrail/trail/sealed_line.h"

// What writing and verifying a sealed trail know of its files.
namespace modtrail {

inline constexpr std::string_view kTrailSuffix = ".trail";
inline constexpr std::size_t kTrailFileLimit = std::size_t{1} << 30;
// A file's first line, and a chain's first leaf behind it, lie in so many bytes: 64 peaks and some words.
inline constexpr std::size_t kTrailStartBytes = 4096;

// Of the names those of trail files, in order: chains as they began, files as their leaves follow.
std::vector<std::string> trail_names(std::vector<std::string> names);

// One line after the other, each with where it begins.
class TrailLines {
 public:
  explicit TrailLines(std::string_view content) : content_(content) {}

  struct Item {
    std::uint64_t position = 0;
    std::string_view text;
    bool ended = false;  // by a line feed
  };
  std::optional<Item> next();
  std::uint64_t position() const { return position_; }

 private:
  std::string_view content_;
  std::uint64_t position_ = 0;
};

// A file's first line; nothing where it is none.
std::optional<FileStart> start_of(std::string_view content);

// The last checkpoint that seals what stands before it.
struct ChainEnd {
  ChainId chain;
  std::optional<Begin> begin;  // nothing where the chain's first file is not here
  std::string file;
  std::uint64_t first = 0;     // leaf of the file
  std::uint64_t position = 0;  // behind it
  MerklePeaks tree;
  Checkpoint checkpoint;
  std::size_t beyond = 0;  // checkpoints that stand behind it and seal nothing: a write that a crash tore leaves one
};

// Nothing where no file holds such a one.  Signatures are not looked at: that is for verify.
Result<std::optional<ChainEnd>> find_end(const FileStore& files, const std::vector<std::string>& names);

// Does the ring hold the key that the checkpoint says comes next?
bool fits(const KeyRing& ring, const Checkpoint& checkpoint);

// What stays of a file's leaves; where a chain began and what was dropped always does.
enum class Keep : std::uint8_t { Records, Nothing };

struct Reduced {
  std::string content;
  std::uint64_t first = 0;  // leaf of the file
  std::uint64_t end = 0;
};

// The file with hashes in place of what does not stay; nothing for a file that is not as a writer writes it.
std::optional<Reduced> reduce(std::string_view content, Keep keep);

}  // namespace modtrail

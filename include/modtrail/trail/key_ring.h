#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "modtrail/base/ed25519.h"
#include "modtrail/base/file_store.h"
#include "modtrail/trail/sealed_line.h"

namespace modtrail {

// The secret keys of a chain's next epochs, in one file of slots that are written over in place.
//
// Each epoch's key is drawn by itself: none can be computed from another.  Once an epoch's checkpoint stands, its key
// is overwritten by that of an epoch kEpochs further on.  What an intruder finds are keys of checkpoints to come, with
// which he can sign what he likes anyway; those of the past are gone.  Knowing a few keys ahead, the file need be
// synced only every kSync epochs: after a power cut the disk still has the key that comes next.  Until then the disk,
// not the page cache, may hold the last kSync keys.
class KeyRing {
 public:
  static constexpr std::uint64_t kEpochs = 32;
  static constexpr std::uint64_t kSync = 16;

  // Draws the keys of epochs 0 to kEpochs - 1, and writes them in place of those of any other chain.
  static Result<KeyRing> create(FileStore& store, const ChainId& chain);
  // Nothing where there is no file, or another chain's, or one that is damaged all over.
  static Result<std::optional<KeyRing>> load(FileStore& store, const ChainId& chain);

  // Nothing where the epoch's key is not here.
  const SecretKey* secret(std::uint64_t epoch) const;

  // The epoch's checkpoint stands: its key goes.
  Result<> retire(std::uint64_t epoch);
  // Draws the keys that should be here when `next` is the next epoch and are not: a power cut may have brought back
  // retired ones in their place.  `next` itself must be here.
  Result<> complete(std::uint64_t next);
  Result<> sync();

 private:
  struct Slot {
    std::uint64_t epoch = 0;
    SecretKey key;
  };
  explicit KeyRing(FileStore& store) : store_(&store) {}
  Result<> draw(std::uint64_t epoch);

  FileStore* store_;
  std::vector<std::optional<Slot>> slots_;  // epoch % kEpochs
  std::uint64_t retired_ = 0;               // since the last sync
};

}  // namespace modtrail

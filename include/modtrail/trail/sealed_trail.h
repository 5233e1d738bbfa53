#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "modtrail/base/file_store.h"
#include "modtrail/trail/key_ring.h"
#include "modtrail/trail/merkle.h"
#include "modtrail/trail/sealed_line.h"

// Writes a sealed trail (docs/trail-format.md).
namespace modtrail {

struct ChainEnd;
enum class Keep : std::uint8_t;

// When something happens, for a checkpoint.
struct Moment {
  std::uint64_t time = 0;  // milliseconds since 1970
  std::string boot = "-";  // as Checkpoint::boot
  std::uint64_t up = 0;    // milliseconds since that boot
};

struct TrailSettings {
  std::string host = "-";                              // as Begin::host
  std::uint64_t file_bytes = std::uint64_t{16} << 20;  // a file that has grown so far is followed by another; so is
                                                       // one in which a day (UTC) has ended
  std::uint64_t quota_bytes = std::uint64_t{1} << 30;  // of all files
};

// One writer at a time: who opens one sees to that.
class SealedTrail {
 public:
  // Goes on where the last checkpoint stands, and cuts off what was written behind it and never acknowledged; where
  // that is not possible (no file yet, the key lost, a file damaged, another host's) a new chain begins, in a file of
  // its own.
  // `files` holds the trail alone, `keys` the secret keys.  Errors: the stores'.
  static Result<SealedTrail> open(FileStore& files, FileStore& keys, const TrailSettings& settings, const Moment& now);

  // A leaf of the next checkpoint.  Line feeds in `text` become blanks; what is longer than a line may be is cut.
  void add(LeafKind kind, std::string_view text);

  // Writes what was added and a checkpoint, and syncs: then, and only then, it is acknowledged.  With nothing added it
  // is a sign of life.  After an error nothing of it counts, and all of it is in the next.
  Result<> seal(const Moment& now, TrailState state);

  // Holds the files to the quota: of the oldest files first what is no audit record, then those too.  The chain says so
  // before it happens; hashes and checkpoints stay.  Error: the stores', or that nothing is left to drop.
  Result<> shrink(const Moment& now);

  const ChainId& chain() const { return chain_; }
  const Begin& begin() const { return begin_; }  // of the chain: its first key is what verify is given
  const std::optional<Checkpoint>& last() const { return last_; }
  std::size_t pending() const { return added_; }  // leaves that the next seal takes

 private:
  SealedTrail(FileStore& files, KeyRing ring, const TrailSettings& settings);
  Result<> begin_chain(const Moment& now, BeginReason reason, const ChainId& after, std::uint64_t after_size);
  Result<> go_on(const ChainEnd& end, const std::vector<std::string>& names);
  Result<Checkpoint> checkpoint(const Moment& now, TrailState state) const;
  std::string next_name() const;
  bool file_is_full(const Moment& now) const;

  FileStore* files_;
  KeyRing ring_;
  TrailSettings settings_;
  ChainId chain_;
  Begin begin_;
  std::string started_;  // of the chain, as its files are named
  std::optional<Checkpoint> last_;
  MerklePeaks tree_;              // up to the last checkpoint
  std::string file_;              // the one written to; empty: the next seal makes one
  std::uint64_t file_first_ = 0;  // leaf of it
  std::uint64_t file_size_ = 0;   // of what is acknowledged
  std::string text_;              // lines added since
  MerklePeaks grown_;             // tree_ with them
  std::size_t added_ = 0;
  std::uint64_t room_ = 0;                        // that the quota leaves at least
  std::set<std::pair<std::string, Keep>> tried_;  // what was looked into for something to drop
};

}  // namespace modtrail

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "modtrail/base/file_store.h"
#include "modtrail/trail/sealed_line.h"

// Is a sealed trail what its writer wrote (docs/trail-format.md)?  From the files, public keys and anchors alone.
namespace modtrail {

enum class TrailVerdict : std::uint8_t {
  Intact,    // all that stands there is signed by keys that go back to one that was given
  Unproven,  // nothing speaks against it, but something of it is not proven: TrailReport::unproven
  Broken     // TrailReport::faults
};

struct TrailFault {
  std::string file;
  std::uint64_t position = 0;  // byte of the file; what is wrong stands at or before it, behind the checkpoint before
  std::optional<std::uint64_t> since;  // time of that checkpoint
  std::string message;
};

// Time in which the trail says nothing although it ran.
struct Silence {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};

struct ChainReport {
  ChainId chain;
  std::optional<Begin> begin;
  bool key_given = false;     // the first key, or an anchor it goes on from, is one that was given
  std::uint64_t sealed = 0;   // leaves up to the last good checkpoint
  std::uint64_t dropped = 0;  // of these, leaves of which only hashes are left
  std::uint64_t checkpoints = 0;
  std::uint64_t boots = 0;
  std::optional<Checkpoint> last;
  std::uint64_t tail_bytes = 0;  // behind it
  std::vector<Silence> silences;
};

struct TrailReport {
  TrailVerdict verdict = TrailVerdict::Intact;
  std::vector<ChainReport> chains;  // as their files are named
  std::vector<TrailFault> faults;
  std::vector<std::string> unproven;
};

// "modtrail-key/1 chain=ID key=BASE64": what a chain prints when it begins, to be kept elsewhere.
struct ChainKey {
  ChainId chain;
  PublicKey key = {};
};
std::string print_chain_key(const ChainKey& key);
std::optional<ChainKey> parse_chain_key(std::string_view line);

struct VerifyOptions {
  std::vector<ChainKey> keys;
  std::vector<Anchor> anchors;
  std::uint64_t silence = 120000;  // milliseconds between checkpoints of one boot
};

// Errors: files that cannot be read.
Result<TrailReport> verify_trail(const FileStore& files, const VerifyOptions& options);

}  // namespace modtrail

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "modtrail/base/ed25519.h"
#include "modtrail/base/sha256.h"

// The lines of a sealed trail (docs/trail-format.md).  Every line has one spelling: what print_line writes, parse_line
// reads, and of other texts it reads none.
namespace modtrail {

// 32 lower-case hex digits, drawn when the chain begins.
using ChainId = std::string;

// The first line of every file: which leaf of the chain comes next, and the tree so far.
struct FileStart {
  ChainId chain;
  std::uint64_t first = 0;
  std::vector<Digest> peaks;  // MerklePeaks::peaks
  bool operator==(const FileStart&) const = default;
};

enum class LeafKind : char {
  Begin = 'B',    // the chain's first
  Record = 'R',   // a line of an audit log, as it stood there
  Ledger = 'L',   // JSON: what is known of losses
  Alert = 'A',    // JSON
  Module = 'M',   // JSON: what was found of a module that was loaded
  Dropped = 'D',  // leaves that are to be dropped from the files
};

// A leaf of the tree: its line is hashed as it stands, kind and all.
struct Leaf {
  LeafKind kind = LeafKind::Record;
  std::string_view text;  // of the line, behind the kind and a blank
};

// In place of a full subtree of dropped leaves.
struct DroppedLeaves {
  std::uint64_t leaves = 0;  // a power of two
  Digest root = {};
};

enum class TrailState : std::uint8_t { Running, Stopped };

// All leaves up to here, signed with the key of this epoch, whose public half the checkpoint before named.  It may be
// cut off or kept elsewhere: then it is an anchor.
struct Checkpoint {
  std::uint64_t epoch = 0;
  std::uint64_t size = 0;  // leaves
  Digest root = {};
  std::uint64_t time = 0;  // milliseconds since 1970
  std::string boot;        // as in /proc/sys/kernel/random/boot_id, or "-"
  std::uint64_t up = 0;    // milliseconds since that boot, sleep included (CLOCK_BOOTTIME)
  TrailState state = TrailState::Running;
  PublicKey next = {};  // of epoch + 1
  Signature signature = {};
};

using TrailLine = std::variant<FileStart, Leaf, DroppedLeaves, Checkpoint>;

inline constexpr std::size_t kTrailLineLimit = std::size_t{1} << 20;

// Without line feed.  A Leaf's text is a view of `line`.
std::optional<TrailLine> parse_line(std::string_view line);

std::string print_line(const FileStart& start);
std::string print_line(const DroppedLeaves& dropped);
std::string print_line(const Checkpoint& checkpoint);

// A checkpoint kept elsewhere, with the chain it is of: "modtrail-anchor/1 chain=ID C size=...".
struct Anchor {
  ChainId chain;
  Checkpoint checkpoint;
};
inline constexpr std::string_view kAnchorMagic = "modtrail-anchor/1";
std::string print_anchor(const Anchor& anchor);
std::optional<Anchor> parse_anchor(std::string_view line);

// What is signed: the body of a c2sp.org/tlog-checkpoint, with one line of extension.
std::string note_of(const ChainId& chain, const Checkpoint& checkpoint);

// ---- the texts of leaves ----

// Where a chain begins, and why.
enum class BeginReason : std::uint8_t { New, KeyLost, Damaged, OtherHost };
std::string_view name(BeginReason reason);  // as it is written
struct Begin {
  PublicKey key = {};  // of epoch 0
  std::string host;    // as in /etc/machine-id, or "-"
  std::string boot;
  std::uint64_t time = 0;
  BeginReason reason = BeginReason::New;
  ChainId after;                 // the chain before it in the same place; "-": none
  std::uint64_t after_size = 0;  // its leaves at its last checkpoint
  bool operator==(const Begin&) const = default;
};
std::string print_begin(const Begin& begin);
std::optional<Begin> parse_begin(std::string_view text);

// Leaves [first, end) may be missing from the files from here on.
struct DropNotice {
  std::uint64_t first = 0;
  std::uint64_t end = 0;
  std::uint64_t time = 0;
  bool operator==(const DropNotice&) const = default;
};
std::string print_drop_notice(const DropNotice& notice);
std::optional<DropNotice> parse_drop_notice(std::string_view text);

}  // namespace modtrail

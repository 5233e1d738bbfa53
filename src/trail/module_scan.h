#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "modtrail/base/byte_source.h"
#include "modtrail/trail/assembler.h"
#include "trail/head.h"
#include "trail/line_feeds.h"
#include "trail/log_blocks.h"

namespace modtrail {

// Finds the module events of a log, or of a part of one.
//
// A part is the lines that begin from one place on and before another.  Its events are those that its records open; to
// have them whole, the scan also looks at what stands up to `gap` before it, and reads on behind it until they end.
class ModuleScan {
 public:
  struct Sinks {
    Assembler::EventSink event;
    Assembler::TornSink torn;
    std::function<void(std::uint64_t bytes)> progress;  // may be empty
  };
  enum class Phase : std::uint8_t { Lead, Own, After };

  ModuleScan(const Bounds& bounds, Sinks sinks);
  ModuleScan(const ModuleScan&) = delete;
  ModuleScan& operator=(const ModuleScan&) = delete;

  // The next file to its end, or until is_done().
  Result<> read(ByteSource& source);
  // Hands out what is still open.
  void finish();
  Counts counts() const;  // of the part's own lines
  // Of the next byte.  Positions begin with 0 and go on from file to file.
  std::uint64_t position() const { return blocks_.end(); }
  std::uint64_t line() const { return line_; }  // own ones that have ended in the file in hand, or in the last one

  // Before reading: own lines begin from this position on.  What stands more than `gap` before it is of no consequence.
  void lead(std::uint64_t own_from);
  // Own lines begin before this position.  There can be another once it has not been reached.
  void end_own_at(std::uint64_t position) { own_to_ = position; }
  Phase phase() const { return phase_; }
  bool is_done() const { return phase_ == Phase::After && opened_ == assembler_.counts().events; }

 private:
  Result<> read_blocks(ByteSource& source);
  Result<std::size_t> next_bytes(ByteSource& source);
  void scan_new_bytes();
  void scan_lines(LogBlocks::Block& block, std::size_t found);
  std::size_t own_lines(const LogBlocks::Block& block, std::size_t count);
  void scan_more(LogBlocks::Block& block, std::size_t count, std::uint64_t left);
  void scan_line(LogBlocks::Block& block, std::size_t at);
  void open_event(const Record& record, std::uint64_t position, const LogBlocks::Block& block, std::size_t at);
  std::size_t end_long_line(LogBlocks::Block& block, std::size_t found);
  void end_file();
  void tear(Torn why, std::uint64_t position, std::uint64_t number);
  void take_event(const Event& event);

  Bounds bounds_;
  Sinks sinks_;
  Counts counts_;
  std::uint64_t line_ = 0;
  std::uint64_t empty_lines_ = 0;
  std::uint64_t opened_ = 0;                // events, so far
  std::optional<std::uint64_t> long_line_;  // where the line began whose bytes are being dropped
  Phase phase_ = Phase::Own;
  std::uint64_t own_from_ = 0;
  std::uint64_t own_to_ = UINT64_MAX;
  LogBlocks blocks_;
  std::string text_;  // of the line in hand: the log may be another at the second look
  OpenHashes open_;
  FindFeeds find_feeds_ = best_find_feeds();
  ReadHeads read_heads_ = best_read_heads();
  Assembler assembler_;
};

}  // namespace modtrail

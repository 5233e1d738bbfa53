#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "modtrail/base/result.h"
#include "modtrail/trail/assembler.h"

// Events out of logs, at the speed of the disk.
//
// Files are read one after the other as one log: an event may begin in one and end in the next.  Select::Modules finds,
// among them, exactly the module events that Select::All would hand out (src/trail/module_scan.cc says how, and a test
// holds the two against each other), but for records that stand more than Bounds::gap before the first SYSCALL or
// KERN_MODULE record of their event: those are left out by both.
namespace modtrail {

class ByteSource;  // base/byte_source.h

enum class Select : std::uint8_t { Modules, All };

class Search {
 public:
  struct Sinks {
    Assembler::EventSink event;
    std::function<void(const std::string& file, const TornLine&)> torn;  // may be empty
    std::function<void(std::uint64_t bytes)> progress;  // bytes of input since the last call; may be empty
  };
  Search(Select select, const Bounds& bounds, Sinks sinks);
  Search(Search&&) noexcept;
  Search& operator=(Search&&) noexcept;
  ~Search();

  // The whole of one file; `name` is what torn lines are told by.  The error is the source's own.
  Result<> read(ByteSource& source, const std::string& name);
  // Hands out what is still open.
  void finish();
  Counts counts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace modtrail

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

// Which serials of a boot have been seen, and which are missing for good.
//
// The kernel numbers events from 1 on at each boot (kernel/audit.c audit_serial), in 32 bits, and takes a number even
// for an event that is dropped afterwards.  Records overtake each other on the way: a missing serial is waited for
// until kSerialsAhead others have come after it and the log has gone on for kWait, or until kPatience has passed.
namespace modtrail {

// Milliseconds since 1970, and of a clock that no one sets.
struct Tick {
  std::uint64_t time = 0;
  std::uint64_t steady = 0;
};

struct SerialGap {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  std::uint64_t count = 0;
  std::uint64_t since = 0;  // time of the event before and of the one after, in milliseconds since 1970
  std::uint64_t until = 0;
};

class Serials {
 public:
  static constexpr std::uint64_t kSerialsAhead = 1024;
  static constexpr std::uint64_t kWait = 2000;
  static constexpr std::uint64_t kPatience = 10000;
  static constexpr std::size_t kMostHoles = 8192;  // with more, the oldest are given up

  enum class Order : std::uint8_t { Usual, Rebooted };  // Rebooted: numbering began anew
  Order see(std::uint32_t serial, std::uint64_t time, Tick now);
  // The audit daemon, or the kernel, began anew at that time: if the next serial has been there, it is another boot's.
  void may_restart(std::uint64_t time) { restart_ = time; }

  // Those given up by now; each is handed out once.
  std::vector<SerialGap> settle(Tick now);
  std::vector<SerialGap> settle_all();
  bool waits() const { return !holes_.empty(); }

  // What a later Serials needs to go on.
  struct Hole {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint64_t since = 0;
    std::uint64_t until = 0;
    std::uint64_t opened = 0;  // by the steady clock
  };
  struct State {
    std::uint64_t highest = 0;  // 0: none yet; the lower half is the serial
    std::uint64_t time = 0;     // of that
    std::optional<std::uint64_t> restart;
    std::vector<Hole> holes;
  };
  State state() const;
  static Serials restored(const State& state, Tick now);

 private:
  bool is_of_new_boot(std::uint32_t serial, std::uint64_t time, std::int64_t ahead) const;
  void begin_boot(std::uint32_t serial, std::uint64_t time, Tick now);
  bool fill(std::uint64_t number);
  void open_hole(std::uint64_t first, std::uint64_t last, std::uint64_t since, std::uint64_t until, Tick now);

  std::uint64_t highest_ = 0;
  std::uint64_t highest_time_ = 0;
  std::uint64_t latest_time_ = 0;
  std::optional<std::uint64_t> restart_;
  std::map<std::uint64_t, Hole> holes_;  // by first
};

}  // namespace modtrail

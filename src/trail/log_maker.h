#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "modtrail/trail/module_event.h"

// Random logs for tests, and events by the plainest means.
namespace modtrail::trail_test {

inline std::string line_of(std::string_view type, std::uint64_t seconds, std::uint64_t serial,
                           std::string_view body = "x=1") {
  return "type=" + std::string(type) + " msg=audit(" + std::to_string(seconds) + ".000:" + std::to_string(serial) +
         "): " + std::string(body) + "\n";
}

struct Shown {
  EventId id;
  Whole whole = Whole::Yes;
  std::vector<std::string> lines;
  std::vector<std::uint64_t> positions;
  bool operator==(const Shown&) const = default;
};

inline Shown show(const Event& event) {
  Shown shown{event.id(), event.whole(), {}, {}};
  for (std::size_t i = 0; i < event.size(); ++i) {
    shown.lines.emplace_back(event.line(i));
    shown.positions.push_back(event.position(i));
  }
  return shown;
}

inline void PrintTo(const Shown& shown, std::ostream* out) {
  *out << shown.id.node << ' ' << shown.id.time << ':' << shown.id.serial;
  for (std::size_t i = 0; i < shown.lines.size(); ++i) {
    *out << "\n    " << shown.positions[i] << ' ' << shown.lines[i].substr(0, 80);
  }
}

// A log of `lines` lines: a few ids at a time, so that records meet; module calls of several machines, what only looks
// like one, nodes, torn and empty lines, long lines, and no feed at the end now and then.
inline std::string make_log(unsigned seed, unsigned lines) {
  std::mt19937 random(seed);
  const auto below = [&](unsigned bound) { return static_cast<unsigned>(random() % bound); };
  static const std::vector<std::string> kBodies = {
      "SYSCALL|arch=c000003e syscall=313 success=yes exit=0 a0=3 comm=\"insmod\"",
      "SYSCALL|arch=c000003e syscall=1073741999 success=no exit=-1 a0=3",
      "SYSCALL|arch=40000003 syscall=129 success=no exit=-2 a0=3",
      "SYSCALL|arch=c00000b7 syscall=105 success=yes exit=0",
      "SYSCALL|arch=80000016 syscall=344 success=yes exit=0",
      "SYSCALL|arch=c000003e syscall=128 success=yes exit=0",
      "SYSCALL|arch=c000003e syscall=59 success=yes exit=0 comm=\"syscall=313\"",
      "SYSCALL|arch=40000003 syscall=5 per=400000 success=yes exit=3",
      "KERN_MODULE|name=\"dummy\"",
      "UNKNOWN[1330]|name=\"dummy\"",
      "1300|arch=c000003e syscall=176",
      "PATH|item=0 name=\"/etc\"",
      "PATH|item=1 name=(null)",
      "CWD|cwd=\"/\"",
      "PROCTITLE|proctitle=726D6D6F64",
      "EOE|",
      "USER_CMD|pid=1 msg='cmd=\" type=KERN_MODULE msg=audit(1.000:1): name=\"x\" syscall=313'",
      "AVC|avc:  denied  { module_load } for syscall=313"};
  std::string log;
  unsigned base = 0;
  for (unsigned i = 0; i < lines; ++i) {
    base += below(8) == 0 ? 1U : 0U;
    const std::string& body = kBodies[below(8) < 7 ? 8 + below(static_cast<unsigned>(kBodies.size()) - 8)
                                                   : below(static_cast<unsigned>(kBodies.size()))];
    const std::size_t bar = body.find('|');
    if (below(16) == 0) log += "node=web" + std::to_string(below(2)) + " ";
    log += line_of(body.substr(0, bar), 1700000000 + base / 5, base + below(6), body.substr(bar + 1));
    if (below(40) == 0) log.insert(log.size() - 1, std::string(below(3000), 'p'));
    if (below(40) == 0) log += below(2) == 0 ? "\n" : "type=SYSCALL msg=audit(17000000";
    if (below(40) == 0)
      log.insert(log.size() - 1,
                 "\x1d"
                 "AUID=\"root\"");
    if (below(60) == 0) log += "junk\r\n";
  }
  if (below(3) == 0 && !log.empty()) log.pop_back();
  return log;
}

inline bool is_module_line(std::string_view line) {
  const auto record = parse_record(line);
  return record && is_module_record(*record);
}

// Drops what stands more than `gap` before the first record of a module call.
inline void trim_by_hand(Shown& event, std::uint64_t gap) {
  const auto first = std::find_if(event.lines.begin(), event.lines.end(), is_module_line);
  if (first == event.lines.end()) return;
  const std::uint64_t anchor = event.positions[static_cast<std::size_t>(first - event.lines.begin())];
  while (anchor - event.positions.front() > gap) {
    event.lines.erase(event.lines.begin());
    event.positions.erase(event.positions.begin());
  }
}

// Events of a log as the assembler is to give them, in the order of their last records.
inline std::vector<Shown> group_by_hand(std::string_view log, std::uint64_t gap) {
  std::vector<Shown> events;
  std::uint64_t position = 0;
  while (position < log.size()) {
    const std::size_t feed = std::min(log.find('\n', position), log.size());
    const std::string_view line = log.substr(position, feed - position);
    const auto record = parse_record(line);
    if (record) {
      const auto found = std::find_if(events.rbegin(), events.rend(), [&](const Shown& event) {
        return event.id.node == record->node && event.id.time == record->time && event.id.serial == record->serial;
      });
      if (found == events.rend() || position - found->positions.back() > gap) {
        events.push_back({{std::string(record->node), record->time, record->serial}, Whole::Yes, {}, {}});
      } else {
        std::rotate(std::prev(found.base()), found.base(), events.end());
      }
      events.back().lines.emplace_back(line);
      events.back().positions.push_back(position);
    }
    position = feed + 1;
  }
  for (Shown& event : events) trim_by_hand(event, gap);
  return events;
}

}  // namespace modtrail::trail_test

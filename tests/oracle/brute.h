#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "modtrail/filter/load.h"
#include "modtrail/filter/world.h"
#include "modtrail/rules/rule.h"
#include "modtrail/uapi/attempt.h"

// The kernel's audit filter a second time, for tests alone: slow, obvious, and written apart from src/filter, so that
// the two can only agree by both being right.  It follows docs/kernel-semantics.md section by section.
namespace modtrail::oracle {

enum class Answer : std::uint8_t { No, Yes, Open };  // Open: the files or the security module would have to be known

// The rules in the kernel, each list in listing order, and the settings that count.
struct Kernel {
  std::vector<Rule> exit, task, exclude, filesystem, others;
  std::uint32_t enabled = 1;
  std::uint32_t rate_limit = 0;
  std::size_t counted = 0;  // task, exit and io_uring rules: without one nothing is ever collected
};

enum class Admission : std::uint8_t { Added, Exists };
Admission admit(Kernel& kernel, const Rule& rule);
// Rules in the order of a file; the first that exists already ends the load.
Kernel load_in_order(const std::vector<Rule>& rules);
Kernel kernel_of(const Filter& filter);

// What one rule has to say about one attempt, whatever rules stand around it.
enum class Exclusion : std::uint8_t { MovesOn, Drops, EndsTheList, MayDrop, MayEndTheList };
struct Opinion {
  const Rule* rule = nullptr;
  bool hashed = false;        // lives in the inode hash, not in the main list
  Answer main = Answer::No;   // as a rule of the main list
  std::vector<Answer> named;  // as a rule of the inode hash: for each name of the call
  Answer at_birth = Answer::No;
  Exclusion exclusion = Exclusion::MovesOn;
};
Opinion ask(const Rule& rule, const World& world, const SyscallEvent& seen);

// Opinions of the rules of each list, in listing order.
struct Panel {
  std::vector<const Opinion*> exit, task, exclude;
};

struct Judgement {
  Answer recorded = Answer::No;
  std::string key;           // as the record carries it
  bool key_is_open = false;  // which rule's it is hangs on what is open
};
Judgement conclude(const Panel& panel, const Kernel& kernel, const World& world, const SyscallEvent& event);

// The attempt as the filesystem list leaves it: without the names it drops.
SyscallEvent as_seen(const Kernel& kernel, const World& world, SyscallEvent event);

// All of it.
Judgement judge(const Kernel& kernel, const World& world, const SyscallEvent& event);

}  // namespace modtrail::oracle

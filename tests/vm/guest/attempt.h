#pragma once
// One line "attempt ..." of a job: read, turned into an order to an actor, and written back with what really
// happened (the process ids, the session, the exit code cannot be chosen).

#include <map>
#include <string>

#include "order.h"

namespace guest {

struct Attempt {
  std::map<std::string, std::string> words;  // as given
  Order order = {};
  std::string exe;              // the program whose actor is to make the attempt
  std::string loaded_before;    // a module the kernel must have before the call; empty: none
  std::string unload_after;     // a module to take away afterwards
  bool needs_unloaded = false;  // the wanted module must not be in the kernel before
  bool unborn_context = false;  // birth=none
  std::string error;            // why the words make no attempt
};

Attempt parse_attempt(const std::string& text);
std::string described(const Attempt& attempt, const Outcome& outcome);

uint32_t audit_arch(Abi abi);

}  // namespace guest

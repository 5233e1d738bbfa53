#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/args.h"
#include "cli/search_output.h"
#include "modtrail/trail/query.h"

namespace modtrail {

enum class Chatter : std::uint8_t { Quiet, Normal, Verbose };
enum class Wanted : std::uint8_t { ModuleEvents, EveryEvent, Summary };

struct SearchOptions {
  std::vector<std::string> logs;    // as named
  std::optional<std::string> into;  // a sealed trail to keep them in, instead of telling them
  std::uint64_t quota = 0;          // bytes that it may have
  std::optional<std::string> root;  // "/" for the running host, where nothing else is named
  Query query;
  Wanted wanted = Wanted::ModuleEvents;
  SearchFormat format = SearchFormat::Text;
  Chatter chatter = Chatter::Normal;
  unsigned jobs = 1;
};

// Errors: times and outcomes that are none, options that don't go together.
Result<SearchOptions> read_search_options(const Arguments& arguments);

}  // namespace modtrail

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cli/progress.h"
#include "modtrail/base/result.h"
#include "modtrail/trail/module_event.h"

namespace modtrail {

enum class SearchFormat : std::uint8_t { Text, Json, JsonRaw, Ecs, Ocsf, Csv, Raw };

// What a search finds, on standard output, as it is found.
class SearchOutput {
 public:
  SearchOutput(SearchFormat format, std::string_view version, Progress& progress);

  void add(const ModuleEvent& event);
  void add_text(std::string_view text);
  void flush();
  // Why standard output took no more, once it didn't.
  const Result<>& state() const { return state_; }

 private:
  SearchFormat format_;
  std::string_view version_;
  Progress& progress_;
  std::string pending_;
  Result<> state_;
};

}  // namespace modtrail

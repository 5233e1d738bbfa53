#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "modtrail/trail/actor_service.h"

// What /proc tells of a process: which unit it is in, and when it started.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const modtrail::ActorService service = modtrail::parse_cgroup(text);
  const bool is_unit = service.unit.ends_with(".service") || service.unit.ends_with(".scope");
  const bool is_told = service.in == modtrail::InUnit::Unit;
  if (is_told != is_unit || service.unit.find_first_of("/\n") != std::string::npos) std::abort();
  if (is_told && service.cgroup.find("/" + service.unit) == std::string::npos) std::abort();
  if ((service.in == modtrail::InUnit::Unknown) == service.unknown.empty()) std::abort();
  std::string json;
  modtrail::JsonWriter writer(json, modtrail::JsonWriter::Layout::OneLine);
  modtrail::write_json(writer, service);
  if (json.empty()) std::abort();
  (void)modtrail::words_of(service);
  const auto stat = modtrail::parse_process_stat(text);
  if (stat && text.find(')') == std::string_view::npos) std::abort();
  return 0;
}

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "log_mutator.h"
#include "modtrail/base/byte_source.h"
#include "modtrail/base/json.h"
#include "modtrail/trail/encode.h"
#include "modtrail/trail/search.h"

// Whatever a log holds: the fast scan finds the module events that are among all events, with the same records; it
// counts the same lines; and what any of them is told as is one line that JSON's and CSV's readers take and a terminal
// shows.
namespace modtrail {
namespace {

void expect(bool held) {
  if (!held) std::abort();
}

struct Found {
  EventId id;
  std::vector<std::string> lines;
  bool operator==(const Found&) const = default;
};

struct Answer {
  std::vector<Found> events;
  std::vector<ModuleEvent> modules;
  Counts counts;
};

Answer search(Select select, std::string_view log, const Bounds& bounds) {
  Answer answer;
  Search search(select, bounds,
                {[&](const Event& event) {
                   const auto module = module_event(event, {});
                   expect(module.has_value() == is_module_event(event));
                   if (!module) return;
                   Found found = {event.id(), {}};
                   for (std::size_t i = 0; i < event.size(); ++i) found.lines.emplace_back(event.line(i));
                   answer.events.push_back(std::move(found));
                   answer.modules.push_back(*module);
                 },
                 [](const std::string&, const TornLine&) {},
                 {}});
  const std::unique_ptr<ByteSource> source = memory_source(log);
  expect(search.read(*source, "log").has_value());
  search.finish();
  answer.counts = search.counts();
  return answer;
}

std::size_t csv_fields(std::string_view row) {
  std::size_t fields = 1;
  bool quoted = false;
  for (const char c : row) {
    if (c == '"') quoted = !quoted;
    if (c == ',' && !quoted) ++fields;
  }
  expect(!quoted);
  return fields;
}

void check_output(const ModuleEvent& event) {
  for (int form = 0; form < 3; ++form) {
    std::string out;
    if (form == 0) append_ecs(out, event, {"modtrail", "0"});
    if (form == 1) append_ocsf(out, event, {"modtrail", "0"});
    if (form == 2) append_csv(out, event);
    expect(out.ends_with(form == 2 ? "\r\n" : "\n"));
    out.resize(out.size() - (form == 2 ? 2 : 1));
    expect(
        std::all_of(out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F; }));
    expect(form == 2 ? csv_fields(out) == csv_fields(csv_header()) : parse_json(out).has_value());
  }
}

void check(std::string_view log, const Bounds& bounds) {
  const Answer all = search(Select::All, log, bounds);
  const Answer modules = search(Select::Modules, log, bounds);
  expect(modules.counts.bytes == all.counts.bytes && modules.counts.lines == all.counts.lines);
  if (all.counts.capped == 0 && modules.counts.capped == 0) expect(modules.events == all.events);
  for (const ModuleEvent& event : all.modules) check_output(event);
}

}  // namespace
}  // namespace modtrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  modtrail::check(bytes, {});
  const std::string log = modtrail::log_of(bytes.substr(0, 120));
  modtrail::check(log, {});
  modtrail::Bounds small;
  small.gap = 1500;
  modtrail::check(log, small);
  return 0;
}

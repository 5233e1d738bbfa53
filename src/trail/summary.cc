#include "modtrail/trail/summary.h"

#include <algorithm>
#include <array>

#include "modtrail/base/json_writer.h"
#include "modtrail/base/text.h"
#include "modtrail/base/timestamp.h"

namespace modtrail {

namespace {

void count(ModuleTally& tally, const ModuleEvent& event) {
  const auto operation = operation_of(event);
  if (!operation || !event.outcome) {
    ++tally.unknown;
  } else if (*event.outcome != ModuleOutcome::Done) {
    ++tally.failed;
  } else {
    ++(*operation == Operation::Load ? tally.loads : tally.unloads);
  }
  tally.first = tally.first == 0 ? event.id.time : std::min(tally.first, event.id.time);
  tally.last = std::max(tally.last, event.id.time);
}

void count(Summary::Table& table, std::string_view name, const ModuleEvent& event) {
  auto row = table.find(name);
  if (row == table.end()) {
    row = table.try_emplace(std::string(table.size() < Summary::kRows ? name : Summary::kOthers)).first;
  }
  count(row->second, event);
}

std::string user_of(const ModuleEvent& event) {
  if (event.origin != ModuleOrigin::Login) return "(" + std::string(name(event.origin)) + ")";
  return event.auid_name ? *event.auid_name : std::to_string(*event.auid);
}

void write_table(JsonWriter& json, std::string_view key, const Summary::Table& table) {
  json.key(key).begin_array();
  for (const auto& [name, tally] : table) {
    json.begin_object().key("name").string(name);
    json.key("loads").number(tally.loads).key("unloads").number(tally.unloads);
    json.key("failed").number(tally.failed).key("unknown").number(tally.unknown);
    json.key("first").string(timestamp(tally.first)).key("last").string(timestamp(tally.last));
    json.end_object();
  }
  json.end_array();
}

std::string right(std::uint64_t number) {
  std::string text = std::to_string(number);
  return std::string(9 - std::min<std::size_t>(text.size(), 9), ' ') + text;
}

void append_table(std::string& out, std::string_view title, const Summary::Table& table) {
  std::size_t width = title.size();
  for (const auto& [name, tally] : table) width = std::max(width, std::min<std::size_t>(printable(name).size(), 40));
  const auto padded = [&](std::string text) {
    text.resize(std::max(text.size(), width), ' ');
    return text;
  };
  out += "\n" + padded(std::string(title)) + "    loads  unloads   failed  unknown  last\n";
  for (const auto& [name, tally] : table) {
    out += padded(printable(name)) + right(tally.loads) + right(tally.unloads) + right(tally.failed) +
           right(tally.unknown) + "  " + timestamp(tally.last) + "\n";
  }
}

}  // namespace

void Summary::add(const ModuleEvent& event) {
  ++events_;
  count(total_, event);
  count(modules_, event.module ? std::string_view(*event.module) : "(unnamed)", event);
  count(users_, user_of(event), event);
  count(days_, timestamp(event.id.time).substr(0, 10), event);
  count(outcomes_, event.outcome ? name(*event.outcome) : "unknown", event);
}

void append_json(std::string& out, const Summary& summary, const Counts& log) {
  JsonWriter json(out, JsonWriter::Layout::Indented);
  json.begin_object().key("schema").string("modtrail.search_summary/1");
  json.key("events").number(summary.events());
  write_table(json, "modules", summary.modules());
  write_table(json, "users", summary.users());
  write_table(json, "days", summary.days());
  write_table(json, "outcomes", summary.outcomes());
  json.key("log").begin_object();
  json.key("bytes").number(log.bytes).key("lines").number(log.lines).key("records").number(log.records);
  json.key("torn").number(log.torn).key("incomplete").number(log.capped);
  json.end_object().end_object();
  out += '\n';
}

void append_text(std::string& out, const Summary& summary) {
  const ModuleTally& total = summary.total();
  out += std::to_string(summary.events()) + (summary.events() == 1 ? " module event" : " module events");
  if (summary.events() == 0) {
    out += "\n";
    return;
  }
  out += " from " + timestamp(total.first) + " to " + timestamp(total.last) + "\n";
  append_table(out, "MODULE", summary.modules());
  append_table(out, "USER", summary.users());
  append_table(out, "DAY", summary.days());
  append_table(out, "OUTCOME", summary.outcomes());
}

}  // namespace modtrail

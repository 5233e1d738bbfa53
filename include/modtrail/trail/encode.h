#pragma once

#include <string>
#include <string_view>

#include "modtrail/base/json_writer.h"
#include "modtrail/trail/module_event.h"

// A module event in our own words and in others', each appended as one line with its feed.  What the log does not tell
// is left out, but in JSON.  No output holds a control byte or anything else that a terminal obeys, but for append_raw.
namespace modtrail {

enum class Lines : std::uint8_t { Leave, Include };

// {"node", "time", "serial"}, as each of our schemas names an event; the value of the key in hand.
void write_json(JsonWriter& json, const EventId& id);

// modtrail.event/1 (docs/schema/event.schema.json); what the log does not tell is null.
void append_json(std::string& out, const ModuleEvent& event, Lines records);

// modtrail.found/1: which event, and "loaded" of modtrail.event/1.  For events that were looked into.
void append_found(std::string& out, const ModuleEvent& event);

// For people, in pieces; each is printable, and empty where the log does not tell.
struct EventWords {
  std::string what;      // "load dummy: done"
  std::string who;       // "by jane (auid 1000) as root (uid 0), session 3, pts0"
  std::string how;       // "/usr/bin/kmod[812]: modprobe dummy"
  std::string recorded;  // "finit_module b64; key modules; serial 6055"
};
EventWords words_of(const ModuleEvent& event);

// The same as three lines, the time before them.
void append_text(std::string& out, const ModuleEvent& event);

// The program and its version, where a schema asks who observed.
struct Observer {
  std::string_view product = "modtrail";
  std::string_view version;
};

// Elastic Common Schema, fields that 8.0 to 9.4 have alike, and the auditd.* that Elastic's rules look at: category
// driver, action loaded-kernel-module or unloaded-kernel-module.
void append_ecs(std::string& out, const ModuleEvent& event, const Observer& observer);

// OCSF 1.3, class 1002 Kernel Extension Activity, which later versions only add to.  The class wants a driver's file
// and a device's name: the file is the module's name ("unknown" where the record has none), without a path, since no
// record has one; the device is the log's node, or "unknown".
void append_ocsf(std::string& out, const ModuleEvent& event, const Observer& observer);

// RFC 4180, the columns of csv_header() (which ends with a line break too).  Text is as text::printable makes it, and
// what a spreadsheet would take for a formula begins with an apostrophe.
std::string_view csv_header();
void append_csv(std::string& out, const ModuleEvent& event);

// The records as they stand in the log, byte for byte: for files and pipes into other audit tools, not for terminals.
void append_raw(std::string& out, const ModuleEvent& event);

}  // namespace modtrail

#include <string>

#include "modtrail/base/text.h"
#include "modtrail/base/timestamp.h"
#include "modtrail/trail/encode.h"
#include "modtrail/uapi/attempt.h"
#include "modtrail/uapi/errnos.h"

namespace modtrail {

namespace {

std::string operation_word(const ModuleEvent& event) {
  const auto operation = operation_of(event);
  return operation ? std::string(name(*operation)) : "load or unload";
}

std::string outcome_word(const ModuleEvent& event) {
  if (!event.outcome) return "outcome not recorded";
  std::string text(name(*event.outcome));
  const int number = errno_of(event);
  if (number == 0) return text;
  const std::string_view known = errno_name(number);
  return text + " (" + (known.empty() ? "errno " + std::to_string(number) : std::string(known)) + ")";
}

// "jane (auid 1000)"
std::string person(const std::optional<std::string>& name, std::string_view kind, std::uint32_t id) {
  const std::string number = std::string(kind) + " " + std::to_string(id);
  return name ? printable(*name) + " (" + number + ")" : number;
}

std::string who(const ModuleEvent& event) {
  std::string text;
  switch (event.origin) {
    case ModuleOrigin::Login:
      text = "by " + person(event.auid_name, "auid", *event.auid);
      break;
    case ModuleOrigin::Autoload:
      text = "by the kernel, by itself,";
      break;
    case ModuleOrigin::Boot:
      text = "by the boot,";
      break;
    case ModuleOrigin::Service:
      text = "by a service,";
      break;
    case ModuleOrigin::Unknown:
      return "by nobody knows whom: the event has no SYSCALL record";
  }
  if (event.uid && event.uid != event.auid) text += " as " + person(event.uid_name, "uid", *event.uid);
  if (event.session && *event.session != kUnset) text += ", session " + std::to_string(*event.session);
  if (event.tty) text += ", " + printable(*event.tty);
  return text;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + printable(word);
  return text;
}

void append_part(std::string& line, const std::string& part) {
  if (!part.empty()) line += (line.empty() ? "" : "; ") + part;
}

std::string how(const ModuleEvent& event) {
  std::string text = event.exe ? printable(*event.exe) : event.comm ? printable(*event.comm) : std::string();
  if (event.pid) text += "[" + std::to_string(*event.pid) + "]";
  if (!event.command.empty()) text += (text.empty() ? "" : ": ") + joined(event.command);
  if (event.service) append_part(text, words_of(*event.service));
  return text;
}

std::string recorded(const ModuleEvent& event) {
  std::string line;
  if (event.syscall) {
    std::string call(name(*event.syscall));
    if (event.abi) call += " " + std::string(name(*event.abi));
    for (const std::string_view flag : event.flags) call += " " + std::string(flag);
    append_part(line, call);
  }
  std::string keys;
  for (const std::string& key : event.keys) keys += (keys.empty() ? "key " : ", ") + printable(key);
  append_part(line, keys);
  append_part(line, (event.id.node.empty() ? "" : "node " + printable(event.id.node) + ", ") + "serial " +
                        std::to_string(event.id.serial));
  if (event.whole != Whole::Yes) append_part(line, "not all of its records were kept");
  return line;
}

}  // namespace

EventWords words_of(const ModuleEvent& event) {
  const std::string module = event.module ? printable(*event.module) : "of an unnamed module";
  return {operation_word(event) + " " + module + ": " + outcome_word(event), who(event), how(event), recorded(event)};
}

void append_text(std::string& out, const ModuleEvent& event) {
  const EventWords words = words_of(event);
  out += timestamp(event.id.time) + "  " + words.what + "\n    " + words.who;
  if (!words.how.empty()) out += "; " + words.how;
  out += "\n    " + words.recorded + "\n";
  if (!event.loaded) return;
  for (const std::string& line : lines_of(*event.loaded)) out += "    " + line + "\n";
}

}  // namespace modtrail

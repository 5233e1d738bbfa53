#include "cli/help.h"

#include <algorithm>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "modtrail/base/text.h"

namespace modtrail {

namespace {

constexpr std::string_view kExitCodes =
    "\nExit codes: 0 pass, found; 1 a gap, not recorded, not found; 2 usage, unreadable input, undecided, nothing to "
    "check.\n";

// Of commands that have other words for them.
struct ExitCodes {
  std::string_view command;
  std::string_view codes;
};
constexpr ExitCodes kOwnExitCodes[] = {
    {"search", "0 found; 1 nothing found; 2 usage, unreadable input."},
    {"reconcile", "0 nothing differs; 1 something does; 2 usage, unreadable input, not everything could be judged."},
    {"verify", "0 intact; 1 broken; 2 usage, unreadable, not proven."},
    {"status", "0 pass; 1 one part fails; 2 usage, or one is undecided. What there is nothing of does not count."},
};

constexpr std::string_view kSources =
    "\nSOURCE: a rules file, a rules.d directory, a listing of auditctl -l, or - for standard input; without one,\n"
    "the rules of --root, else those of this host.\n";

constexpr std::string_view kLogs =
    "\nLOG: an audit log or a directory of them, packed or not, a journal's export, or - for standard input; without\n"
    "one, the log of --root, else that of this host.\n";

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string option_head(const OptionSpec& option) {
  std::string head = option.letter.empty() ? "    " : std::string(option.letter) + ", ";
  head += option.name;
  if (!option.value.empty()) head += " " + std::string(option.value);
  return head;
}

std::string option_line(const OptionSpec& option) {
  std::string line = "  " + padded(option_head(option), 32) + "  " + std::string(option.help);
  if (!option.choices.empty()) line += ": " + std::string(option.choices);
  if (option.times == Times::Many) line += " (repeatable)";
  return line + "\n";
}

std::string needs_text(const Command& command) {
  if (command.needs.empty()) return "";
  std::string text = "\nPrivileges, where it has them; all others are given up at the start:\n";
  for (const Need& need : command.needs) {
    text += "  " + std::string(capability_names(need.power)) + "\n      " + std::string(need.what) + "\n";
  }
  return text;
}

bool takes(const Command& command, std::string_view what) {
  return command.operands.find(what) != std::string_view::npos;
}

std::string exit_codes(const Command& command) {
  for (const ExitCodes& own : kOwnExitCodes) {
    if (own.command == command.name) return "\nExit codes: " + std::string(own.codes) + "\n";
  }
  return takes(command, "SOURCE") || takes(command, "LOG") ? std::string(kExitCodes) : "";
}

int print(const std::string& text) {
  const Result<> written = write_standard_output(text);
  return written ? kPass : complain(written.error());
}

}  // namespace

std::string program_help(const Program& program) {
  std::string text = "modtrail: no kernel module comes or goes without a record\n\n";
  text += "Usage: modtrail COMMAND [OPTIONS] [SOURCE...]\n\n";
  for (const Command& command : program.commands) {
    text += "  " + padded(std::string(command.name), 12) + std::string(command.summary) + "\n";
  }
  text += "\n`modtrail help COMMAND` tells a command's options.\n";
  text += kExitCodes;
  return text;
}

std::string command_help(const Command& command) {
  std::string text = std::string(command.summary) + "\n\nUsage: modtrail " + std::string(command.name);
  const std::vector<OptionSpec> options = options_of(command);
  if (options.size() > 1) text += " [OPTIONS]";
  if (!command.operands.empty()) text += " " + std::string(command.operands);
  text += "\n\n";
  for (const OptionSpec& option : options) text += option_line(option);
  if (takes(command, "SOURCE")) text += kSources;
  if (takes(command, "LOG")) text += kLogs;
  text += needs_text(command);
  return text + exit_codes(command);
}

int print_help(const Program&, const Command& command) {
  return print(command_help(command));
}

int run_help(const Program& program, const Arguments& arguments) {
  const std::vector<std::string>& words = arguments.operands();
  if (words.empty()) return print(program_help(program));
  const Command* command = find_command(program, words.front());
  if (command == nullptr) return complain("help: unknown command " + words.front());
  return print(command_help(*command));
}

int run_version(const Program& program, const Arguments&) {
  return print("modtrail " + std::string(program.version) + "\n");
}

int run_completion(const Program& program, const Arguments& arguments) {
  const std::vector<std::string>& shells = arguments.operands();
  const std::string script = shells.size() == 1 ? completion_script(program, shells.front()) : "";
  if (script.empty()) return complain("completion: name a shell: bash, zsh or fish");
  return print(script);
}

}  // namespace modtrail

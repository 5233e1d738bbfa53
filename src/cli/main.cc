#include <array>
#include <csignal>
#include <exception>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/help.h"
#include "cli/needs.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "modtrail/base/text.h"

// modtrail COMMAND [OPTIONS] [SOURCE...]
//
// The table of commands; each is one cmd_*.cc.
namespace modtrail {

namespace {

constexpr auto kCommands = std::to_array<Command>({
    {"check",
     "[SOURCE...]",
     "Would every load and unload of a module leave a record?",
     {kCheckOptions, kSceneOptions, kCheckFormats, kOutputOptions},
     run_check,
     kSceneNeeds},
    {"explain",
     "[SOURCE...]",
     "Is this attempt recorded, by which rule, and why?",
     {kExplainOptions, kSceneOptions, kFormats, kOutputOptions},
     run_explain,
     kSceneNeeds},
    {"fix",
     "[SOURCE]",
     "The least that closes the gap, as a diff or as rules",
     {kFixOptions, kSceneOptions},
     run_fix,
     kFixNeeds},
    {"probe",
     "",
     "Does the record of a module call arrive, now, on this machine?",
     {kProbeOptions, kProbeFormats, kOutputOptions},
     run_probe,
     kProbeNeeds},
    {"search",
     "[LOG...]",
     "Who loaded or unloaded which module, when, and did it work? Out of logs",
     {kSearchOptions, {}, {}},
     run_search,
     kSearchNeeds},
    {"reconcile",
     "[LOG...]",
     "Is every module in the kernel accounted for?",
     {kReconcileOptions, kFormats, kOutputOptions},
     run_reconcile,
     kReconcileNeeds},
    {"watch",
     "[FILE]",
     "Module events as they come, and what is known to be missing among them",
     {kWatchOptions, {}, {}},
     run_watch,
     kWatchNeeds},
    {"verify",
     "[TRAIL]",
     "Is a sealed trail what its writer wrote?",
     {kVerifyOptions, kFormats, kOutputOptions},
     run_verify,
     kVerifyNeeds},
    {"status",
     "",
     "Rules, delivery, trail, modules and the last probe of a machine, in one page",
     {kStatusOptions, kProbeFormats, kOutputOptions},
     run_status,
     kStatusNeeds},
    {"profiles",
     "[NAME...]",
     "What check can judge by: profiles, or the controls of one",
     {kFormats, kOutputOptions},
     run_profiles,
     kOutputNeeds},
    {"findings",
     "[ID...]",
     "What check can find, or the pages of some findings: why, and what to do",
     {kFormats, kOutputOptions},
     run_findings,
     kOutputNeeds},
    {"completion", "bash|zsh|fish", "Print a completion script for a shell", {}, run_completion},
    {"version", "", "Print the version", {}, run_version},
    {"help", "[COMMAND]", "Show how modtrail, or one command, is used", {}, run_help},
});

constexpr Program kProgram = {kCommands, MODTRAIL_VERSION};

// The usual spellings of help and version.
std::string command_name(const std::string& word) {
  if (word == "--help" || word == "-h") return "help";
  if (word == "--version" || word == "-V") return "version";
  return word;
}

int unknown_command(const std::string& word) {
  std::vector<std::string_view> names;
  for (const Command& command : kCommands) names.push_back(command.name);
  std::string message = "unknown command " + word;
  if (const auto near = nearest(word, names)) message += "; did you mean " + std::string(*near) + "?";
  return complain(message + " (modtrail help lists them)");
}

int run(std::vector<std::string> words) {
  if (words.empty()) {
    return complain("no command given; `modtrail check` judges this host, `modtrail help` lists what there is");
  }
  const std::string name = command_name(words.front());
  const Command* command = find_command(kProgram, name);
  if (command == nullptr) return unknown_command(words.front());
  words.erase(words.begin());
  const Result<Arguments> arguments = parse_arguments(*command, words);
  if (!arguments) return complain(name + ": " + arguments.error().message + " (modtrail help " + name + ")");
  if (arguments->has("--help")) return print_help(kProgram, *command);
  if (const Result<> kept = keep_needed(*command, *arguments); !kept) return complain(kept.error());
  return command->run(kProgram, *arguments);
}

}  // namespace

}  // namespace modtrail

int main(int argc, char** argv) {
  modtrail::keep_standard_descriptors();
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may grow no further is an error like any other
  try {
    return modtrail::run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
  } catch (const std::exception& error) {  // out of memory; nothing of ours throws
    return modtrail::complain(error.what());
  }
}

#include <algorithm>

#include "cli/help.h"
#include "modtrail/base/text.h"

// Completion scripts made of the tables: the same words in the dress of three shells.
namespace modtrail {

namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string command_names(const Program& program) {
  std::vector<std::string> names;
  for (const Command& command : program.commands) names.emplace_back(command.name);
  return joined(names);
}

std::string option_words(const Command& command) {
  std::vector<std::string> words;
  for (const OptionSpec& option : options_of(command)) {
    words.emplace_back(option.name);
    if (!option.letter.empty()) words.emplace_back(option.letter);
  }
  return joined(words);
}

// "text|json" or, for a command's operand, "bash|zsh|fish"; "" where any word may stand.
std::string choice_words(std::string_view choices) {
  std::string words(choices);
  std::replace(words.begin(), words.end(), '|', ' ');
  return words;
}

std::string operand_words(const Program& program, const Command& command) {
  if (command.operands == "[COMMAND]") return command_names(program);
  if (command.operands.find('|') != std::string_view::npos) return choice_words(command.operands);
  return "";
}

std::string bash_values(const Command& command) {
  std::string text;
  for (const OptionSpec& option : options_of(command)) {
    if (option.value.empty()) continue;
    const std::string pattern =
        "      " + std::string(option.name) + (option.letter.empty() ? "" : "|" + std::string(option.letter)) + ") ";
    const std::string words = choice_words(option.choices);
    text += pattern + (words.empty() ? "COMPREPLY=($(compgen -f -- \"$word\"))"
                                     : "COMPREPLY=($(compgen -W '" + words + "' -- \"$word\"))");
    text += "; return ;;\n";
  }
  return text;
}

std::string bash_command(const Program& program, const Command& command) {
  std::string text = "  " + std::string(command.name) + ")\n";
  const std::string values = bash_values(command);
  if (!values.empty()) text += "    case $before in\n" + values + "    esac\n";
  text += "    options='" + option_words(command) + "' operands='" + operand_words(program, command) + "' ;;\n";
  return text;
}

std::string bash_script(const Program& program) {
  std::string text =
      "# Completion of modtrail for bash: source it, or put it in /usr/share/bash-completion/completions/modtrail\n"
      "_modtrail() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} options= operands=\n"
      "  COMPREPLY=()\n"
      "  if [[ $COMP_CWORD == 1 ]]; then\n"
      "    COMPREPLY=($(compgen -W '" +
      command_names(program) +
      "' -- \"$word\"))\n"
      "    return\n"
      "  fi\n"
      "  case ${COMP_WORDS[1]} in\n";
  for (const Command& command : program.commands) text += bash_command(program, command);
  text +=
      "  esac\n"
      "  if [[ $word == -* ]]; then\n"
      "    COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
      "  elif [[ $operands ]]; then\n"
      "    COMPREPLY=($(compgen -W \"$operands\" -- \"$word\"))\n"
      "  else\n"
      "    COMPREPLY=($(compgen -f -- \"$word\"))\n"
      "  fi\n"
      "}\n"
      "complete -o filenames -F _modtrail modtrail\n";
  return text;
}

// A word inside '...' of a shell; zsh's _arguments takes brackets and colons for itself.
std::string zsh_text(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else if (c == '[' || c == ']' || c == ':') {
      out += '\\';
      out += c;
    } else {
      out += c;
    }
  }
  return out;
}

std::string zsh_option(const OptionSpec& option, std::string_view spelling) {
  std::string text = "        '";
  if (option.times == Times::Many) text += "*";
  text += std::string(spelling) + "[" + zsh_text(option.help) + "]";
  if (!option.value.empty()) {
    const std::string words = choice_words(option.choices);
    text += ":" + zsh_text(option.value) + ":" + (words.empty() ? "_files" : "(" + words + ")");
  }
  return text + "' \\\n";
}

std::string zsh_command(const Program& program, const Command& command) {
  std::string text = "    " + std::string(command.name) + ")\n      _arguments \\\n";
  for (const OptionSpec& option : options_of(command)) {
    text += zsh_option(option, option.name);
    if (!option.letter.empty()) text += zsh_option(option, option.letter);
  }
  const std::string words = operand_words(program, command);
  if (!command.operands.empty()) {
    text +=
        "        '*:" + zsh_text(command.operands) + ":" + (words.empty() ? "_files" : "(" + words + ")") + "' \\\n";
  }
  text += "        && return ;;\n";
  return text;
}

std::string zsh_script(const Program& program) {
  std::string text =
      "#compdef modtrail\n"
      "# Completion of modtrail for zsh: put it in a directory of $fpath as _modtrail\n"
      "_modtrail() {\n"
      "  local -a commands\n"
      "  commands=(\n";
  for (const Command& command : program.commands) {
    text += "    '" + std::string(command.name) + ":" + zsh_text(command.summary) + "'\n";
  }
  text +=
      "  )\n"
      "  if (( CURRENT == 2 )); then\n"
      "    _describe command commands\n"
      "    return\n"
      "  fi\n"
      "  local command=$words[2]\n"
      "  shift words\n"
      "  (( CURRENT-- ))\n"
      "  case $command in\n";
  for (const Command& command : program.commands) text += zsh_command(program, command);
  text +=
      "  esac\n"
      "}\n"
      "_modtrail \"$@\"\n";
  return text;
}

std::string fish_quoted(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string fish_option(const Command& command, const OptionSpec& option) {
  std::string text = "complete -c modtrail -n '__fish_seen_subcommand_from " + std::string(command.name) + "' -l " +
                     std::string(option.name.substr(2));
  if (!option.letter.empty()) text += " -s " + std::string(option.letter.substr(1));
  if (!option.value.empty()) text += " -r";
  if (!option.choices.empty()) text += " -f -a " + fish_quoted(choice_words(option.choices));
  return text + " -d " + fish_quoted(option.help) + "\n";
}

std::string fish_script(const Program& program) {
  std::string text = "# Completion of modtrail for fish: put it in ~/.config/fish/completions/modtrail.fish\n";
  for (const Command& command : program.commands) {
    text += "complete -c modtrail -n __fish_use_subcommand -f -a " + std::string(command.name) + " -d " +
            fish_quoted(command.summary) + "\n";
  }
  for (const Command& command : program.commands) {
    const std::string words = operand_words(program, command);
    if (!words.empty()) {
      text += "complete -c modtrail -n '__fish_seen_subcommand_from " + std::string(command.name) + "' -f -a " +
              fish_quoted(words) + "\n";
    }
    for (const OptionSpec& option : options_of(command)) text += fish_option(command, option);
  }
  return text;
}

}  // namespace

std::string completion_script(const Program& program, std::string_view shell) {
  if (shell == "bash") return bash_script(program);
  if (shell == "zsh") return zsh_script(program);
  if (shell == "fish") return fish_script(program);
  return "";
}

}  // namespace modtrail

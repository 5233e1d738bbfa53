#include "cli/args.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include "modtrail/base/text.h"

namespace modtrail {

namespace {

bool looks_like_option(std::string_view word) {
  return word.size() > 1 && word.front() == '-';
}

std::string unknown_option(const Command& command, std::string_view word) {
  std::vector<std::string_view> names;
  for (const OptionSpec& option : options_of(command)) names.push_back(option.name);
  const std::string_view given = word.substr(0, word.find('='));
  std::string message = "unknown option " + std::string(given);
  if (const auto near = nearest(given, names)) message += "; did you mean " + std::string(*near) + "?";
  return message;
}

// CLI11's complaint in our words.
std::string explain_mismatch(const std::vector<OptionSpec>& options, const CLI::ParseError& error) {
  for (const OptionSpec& option : options) {
    if (std::string_view(error.what()).find(option.name) == std::string_view::npos) continue;
    if (option.value.empty()) return std::string(option.name) + " takes no value";
    return std::string(option.name) + " needs a value: " + std::string(option.name) + " " + std::string(option.value);
  }
  return error.what();
}

// CLI11 gathers each option's words; what they may be is checked here.
struct Gathered {
  std::map<std::string_view, std::vector<std::string>> values;
  std::map<std::string_view, std::size_t> switches;
};

void declare(CLI::App& app, const std::vector<OptionSpec>& options, Gathered& gathered) {
  app.set_help_flag();
  app.allow_extras();
  for (const OptionSpec& option : options) {
    std::string names(option.name);
    if (!option.letter.empty()) names += "," + std::string(option.letter);
    if (option.value.empty()) {
      app.add_flag(names, gathered.switches[option.name]);
    } else {
      app.add_option(names, gathered.values[option.name])
          ->expected(1)
          ->allow_extra_args(false)
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
  }
}

Result<> collect(const std::vector<OptionSpec>& options, const Gathered& gathered, Arguments& arguments) {
  for (const OptionSpec& option : options) {
    if (option.value.empty()) {
      const auto found = gathered.switches.find(option.name);
      if (found != gathered.switches.end() && found->second > 0) arguments.add(option.name, "");
      continue;
    }
    const std::vector<std::string>& values = gathered.values.at(option.name);
    if (values.size() > 1 && option.times == Times::Once) {
      return fail(std::string(option.name) + " is given " + std::to_string(values.size()) + " times");
    }
    for (const std::string& value : values) {
      TRY(check_choice(option, value));
      arguments.add(option.name, value);
    }
  }
  return {};
}

// CLI11 would take --quiet=yes.
Result<> check_switches(const std::vector<OptionSpec>& options, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    for (const OptionSpec& option : options) {
      if (option.value.empty() && word.starts_with(std::string(option.name) + "=")) {
        return fail(std::string(option.name) + " takes no value");
      }
    }
  }
  return {};
}

Result<> take_operands(const Command& command, const std::vector<std::string>& rest, Arguments& arguments) {
  for (const std::string& word : rest) {
    if (command.operands.empty()) {
      return fail("it takes no argument, and \"" + word + "\" is one");
    }
    arguments.add_operand(word);
  }
  return {};
}

}  // namespace

bool Arguments::has(std::string_view name) const {
  return value(name).has_value();
}

std::optional<std::string> Arguments::value(std::string_view name) const {
  for (const auto& [option, value] : options_) {
    if (option == name) return value;
  }
  return std::nullopt;
}

std::vector<std::string> Arguments::values(std::string_view name) const {
  std::vector<std::string> found;
  for (const auto& [option, value] : options_) {
    if (option == name) found.push_back(value);
  }
  return found;
}

void Arguments::add(std::string_view name, std::string value) {
  options_.emplace_back(name, std::move(value));
}

void Arguments::add_operand(std::string operand) {
  operands_.push_back(std::move(operand));
}

const Command* find_command(const Program& program, std::string_view name) {
  const auto found = std::find_if(program.commands.begin(), program.commands.end(),
                                  [name](const Command& command) { return command.name == name; });
  return found == program.commands.end() ? nullptr : &*found;
}

std::vector<OptionSpec> options_of(const Command& command) {
  std::vector<OptionSpec> all;
  for (std::span<const OptionSpec> group : command.options) all.insert(all.end(), group.begin(), group.end());
  all.push_back({"--help", "", "Show this help", "", Times::Once, "-h"});
  return all;
}

Result<> check_choice(const OptionSpec& option, std::string_view value) {
  if (option.choices.empty()) return {};
  const std::vector<std::string_view> choices = split(option.choices, '|');
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return {};
  std::string message =
      std::string(option.name) + " is " + std::string(option.choices) + ", not \"" + std::string(value) + "\"";
  if (const auto near = nearest(value, choices)) message += "; did you mean " + std::string(*near) + "?";
  return fail(std::move(message));
}

Result<Arguments> parse_arguments(const Command& command, const std::vector<std::string>& words) {
  const std::vector<OptionSpec> options = options_of(command);
  const auto end = std::find(words.begin(), words.end(), "--");
  const std::vector<std::string> before(words.begin(), end);
  TRY(check_switches(options, before));
  CLI::App app;
  Gathered gathered;
  declare(app, options, gathered);
  try {
    app.parse(std::vector<std::string>(before.rbegin(), before.rend()));
  } catch (const CLI::ParseError& error) {
    return fail(explain_mismatch(options, error));
  }
  Arguments arguments;
  TRY(collect(options, gathered, arguments));
  const std::vector<std::string> rest = app.remaining();
  for (const std::string& word : rest) {
    if (looks_like_option(word)) return fail(unknown_option(command, word));
  }
  TRY(take_operands(command, rest, arguments));
  if (end != words.end()) TRY(take_operands(command, {end + 1, words.end()}, arguments));
  return arguments;
}

}  // namespace modtrail

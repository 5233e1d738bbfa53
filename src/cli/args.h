#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/privileges.h"
#include "modtrail/base/result.h"

// The command line as tables: parsing, help and completion all read the same ones.
namespace modtrail {

enum class Times : std::uint8_t { Once, Many };

struct OptionSpec {
  std::string_view name;   // "--root"
  std::string_view value;  // "DIR"; "" for a switch
  std::string_view help;
  std::string_view choices = {};  // "text|json": what the value can be, where that is few
  Times times = Times::Once;
  std::string_view letter = {};  // "-o"
};

class Arguments {
 public:
  bool has(std::string_view name) const;
  std::optional<std::string> value(std::string_view name) const;
  std::vector<std::string> values(std::string_view name) const;
  const std::vector<std::string>& operands() const { return operands_; }

  void add(std::string_view name, std::string value);
  void add_operand(std::string operand);

 private:
  std::vector<std::pair<std::string, std::string>> options_;
  std::vector<std::string> operands_;
};

struct Program;

// What a command is for that takes more than an ordinary user's rights.
struct Need {
  Power power = Power::ReadFiles;
  std::string_view what;
  bool (*arises)(const Arguments& arguments);
};

struct Command {
  std::string_view name;
  std::string_view operands;  // "[SOURCE...]", or "" if it takes none
  std::string_view summary;   // one line
  std::array<std::span<const OptionSpec>, 4> options;
  int (*run)(const Program& program, const Arguments& arguments);
  std::span<const Need> needs = {};
};

struct Program {
  std::span<const Command> commands;
  std::string_view version;
};

const Command* find_command(const Program& program, std::string_view name);
std::vector<OptionSpec> options_of(const Command& command);

// Errors: an unknown option (with the nearest), a value missing or not among the choices, an option given twice,
// operands where there are none.
Result<Arguments> parse_arguments(const Command& command, const std::vector<std::string>& words);

// Errors: not one of the choices; the message names them.
Result<> check_choice(const OptionSpec& option, std::string_view value);

}  // namespace modtrail

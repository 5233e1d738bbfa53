#pragma once

#include <string>

#include "cli/args.h"

// What the tables of commands and options say to people and to shells.
namespace modtrail {

std::string program_help(const Program& program);
std::string command_help(const Command& command);
int print_help(const Program& program, const Command& command);

// A completion script; nothing for an unknown shell.
std::string completion_script(const Program& program, std::string_view shell);

}  // namespace modtrail

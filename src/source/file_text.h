#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/file_tree.h"

// Reading the small configuration files that tell facts.  What is missing or cannot be read tells nothing.
namespace modtrail {

inline constexpr std::size_t kFactFileLimit = std::size_t{32} << 20;

std::string text_of(const FileTree& tree, std::string_view path);  // "" where there is none
std::vector<std::string> names_in(const FileTree& tree, std::string_view directory);

// NAME=VALUE of a file of shell assignments, the last one, without the quotes around the value.
std::optional<std::string> shell_value(std::string_view text, std::string_view name);

// The words of a line: parted by blanks and tabs.
std::vector<std::string_view> words(std::string_view line);

// Numbers in names compare as numbers: "6.1.0-9" comes before "6.1.0-10".
bool version_before(std::string_view a, std::string_view b);

}  // namespace modtrail

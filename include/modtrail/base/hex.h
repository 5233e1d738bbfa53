#pragma once

#include <span>
#include <string>

namespace modtrail {

// Two lower-case digits a byte.
void append_hex(std::string& out, std::span<const unsigned char> bytes);

}  // namespace modtrail

#pragma once

#include <string>
#include <string_view>

namespace modtrail {

// 64 lower-case hex digits.
std::string sha256_hex(std::string_view bytes);

// 128 lower-case hex digits.
std::string sha512_hex(std::string_view bytes);

}  // namespace modtrail

#pragma once

#include <array>
#include <initializer_list>
#include <string>
#include <string_view>

namespace modtrail {

using Digest = std::array<unsigned char, 32>;

// Of the parts behind each other.
Digest sha256(std::initializer_list<std::string_view> parts);

// 64 lower-case hex digits.
std::string sha256_hex(std::string_view bytes);

// 128 lower-case hex digits.
std::string sha512_hex(std::string_view bytes);

}  // namespace modtrail

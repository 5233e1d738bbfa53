#pragma once

#include <string>
#include <tl/expected.hpp>
#include <type_traits>
#include <utility>

// Errors are values.  A function that can fail returns Result<T>; TRY takes the value out or hands the error up.
namespace modtrail {

enum class ErrorKind : unsigned char {
  Other,
  Missing,  // no such file or directory
};

struct Error {
  std::string message;  // one sentence, lower case, no full stop: "cannot read /etc/passwd: permission denied"
  ErrorKind kind = ErrorKind::Other;
};

template <class T = void>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
  T take() && {
    if constexpr (!std::is_void_v<T>) return std::move(**this);
  }
};

inline tl::unexpected<Error> fail(std::string message, ErrorKind kind = ErrorKind::Other) {
  return tl::unexpected<Error>(Error{std::move(message), kind});
}

}  // namespace modtrail

// Not to be nested in one expression (-Wshadow), nor to stand in a braced list, whose members that are already built
// g++ does not destroy when TRY returns: write two lines.
#define TRY(expression)                                                                  \
  __extension__({                                                                        \
    auto try_result = (expression);                                                      \
    if (!try_result.has_value()) return ::tl::unexpected(std::move(try_result).error()); \
    std::move(try_result).take();                                                        \
  })

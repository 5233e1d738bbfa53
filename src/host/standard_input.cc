#include "host/standard_input.h"

#include <poll.h>

#include <cerrno>

namespace modtrail {
namespace {

constexpr std::size_t kAtOnce = std::size_t{128} << 10;

}  // namespace

Result<StandardInput> StandardInput::open() {
  return StandardInput(TRY(duplicate_standard_input()));
}

Result<std::optional<std::string>> StandardInput::take() {
  pollfd waiting{input_.get(), POLLIN, 0};
  if (::poll(&waiting, 1, 0) <= 0) return std::optional(std::string());
  std::string bytes(kAtOnce, '\0');
  const ssize_t got = ::read(input_.get(), bytes.data(), bytes.size());
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return std::optional(std::string());
  if (got < 0) return errno_error("cannot read standard input");
  if (got == 0) return std::optional<std::string>();
  bytes.resize(static_cast<std::size_t>(got));
  return std::optional(std::move(bytes));
}

}  // namespace modtrail

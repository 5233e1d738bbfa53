#include "host/stop_signal.h"

#include <poll.h>
#include <sys/signalfd.h>

#include <array>
#include <csignal>

namespace modtrail {

Result<StopSignal> StopSignal::open() {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGTERM);
  ::sigaddset(&signals, SIGINT);
  if (::sigprocmask(SIG_BLOCK, &signals, nullptr) != 0) return errno_error("cannot take signals");
  Fd fd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd) return errno_error("cannot take signals");
  return StopSignal(std::move(fd));
}

StopSignal::Woke StopSignal::wait(std::chrono::milliseconds time, int descriptor) const {
  std::array<pollfd, 2> waiting = {{{signals_.get(), POLLIN, 0}, {descriptor, POLLIN, 0}}};
  if (::poll(waiting.data(), waiting.size(), static_cast<int>(time.count())) <= 0) return Woke::Time;
  if (waiting[0].revents != 0) return Woke::Stop;
  return Woke::Ready;
}

}  // namespace modtrail

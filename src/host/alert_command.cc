#include "host/alert_command.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>

#include "host/confine.h"
#include "host/privileges.h"

namespace modtrail {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kLook_ms = 20;     // how often to look after those that run
constexpr int kCannotRun = 127;  // as shells say it
constexpr int kSocket = 3;       // where the running process keeps its end
constexpr int kBuffer = 1 << 20;

struct Run {
  pid_t group = 0;
  Clock::time_point end;
  bool killed = false;
};

// ---- in the process that runs it ----

void set_signals() {
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGHUP, SIGXFSZ, SIGPIPE}) ::signal(number, SIG_DFL);
}

// What the command prints goes to standard error: standard output is the watch's.
void become(const std::vector<std::string>& words, int input) {
  ::setsid();
  ::dup2(input, STDIN_FILENO);
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
  set_signals();
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  ::execv(argv[0], argv.data());
  ::_exit(kCannotRun);
}

// A file in memory: the command may read it or not, as fast as it likes.
Fd input_of(std::string_view text) {
  Fd file(::memfd_create("alert", MFD_CLOEXEC));
  if (file && !write_all(file.get(), text)) return Fd();
  if (file) ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

std::optional<Run> begin(const std::vector<std::string>& words, std::string_view text, AlertCommand::Limits limits) {
  const Fd input = input_of(text);
  const pid_t child = input ? ::fork() : -1;
  if (child < 0) return std::nullopt;
  if (child == 0) become(words, input.get());
  return Run{child, Clock::now() + limits.time};
}

std::string why_ended(int status, const Run& run) {
  if (run.killed) return "took too long and was killed";
  if (WIFSIGNALED(status)) return "was ended by signal " + std::to_string(WTERMSIG(status));
  const int code = WEXITSTATUS(status);
  return code == 0 ? "" : "ended with " + std::to_string(code);
}

void report(const std::string& why) {
  const std::string packet = why.empty() ? "ok" : why;  // an empty packet would be the end
  ::send(kSocket, packet.data(), packet.size(), MSG_NOSIGNAL);
}

void look_after(std::vector<Run>& running) {
  std::erase_if(running, [](Run& run) {
    int status = 0;
    if (::waitpid(run.group, &status, WNOHANG) == run.group) {
      ::kill(-run.group, SIGKILL);  // what it left behind
      report(why_ended(status, run));
      return true;
    }
    if (!run.killed && Clock::now() >= run.end) run.killed = ::kill(-run.group, SIGKILL) == 0;
    return false;
  });
}

void take_one(const std::vector<std::string>& words, AlertCommand::Limits limits, std::vector<Run>& running,
              std::string_view text) {
  const std::optional<Run> run = begin(words, text, limits);
  if (!run) return report("cannot be started");
  running.push_back(*run);
}

// Until the watch is gone and what it asked for has ended.
void serve(const std::vector<std::string>& words, AlertCommand::Limits limits) {
  std::vector<Run> running;
  std::vector<char> buffer(AlertCommand::kMostInput);
  bool open = true;
  while (open || !running.empty()) {
    const bool free = open && running.size() < limits.at_once;
    pollfd waiting{free ? kSocket : -1, POLLIN, 0};
    ::poll(&waiting, 1, running.empty() ? -1 : kLook_ms);
    look_after(running);
    if (waiting.revents == 0) continue;
    const ssize_t got = ::recv(kSocket, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) open = false;
    if (got > 0) take_one(words, limits, running, std::string_view(buffer.data(), static_cast<std::size_t>(got)));
  }
}

void run_process(int socket, const std::vector<std::string>& words, AlertCommand::Limits limits) {
  // A Ctrl-C ends the watch, not what runs about an alert.
  ::setsid();
  if (socket != kSocket) ::dup2(socket, kSocket);
  close_from(kSocket + 1);
  if (keep_only({})) serve(words, limits);
  leave(0);
}

bool is_program(const std::string& path) {
  return !path.empty() && path[0] == '/' && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

Result<AlertCommand> AlertCommand::start(const std::vector<std::string>& words, Limits limits) {
  if (words.empty() || !is_program(words[0]))
    return fail("no program to run on alerts (its absolute path, then arguments): " + (words.empty() ? "" : words[0]));
  std::array<int, 2> ends = {};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return errno_error("cannot start the process that runs " + words[0]);
  Fd own(ends[0]);
  const Fd theirs(ends[1]);
  ::setsockopt(own.get(), SOL_SOCKET, SO_SNDBUF, &kBuffer, sizeof kBuffer);
  const pid_t child = ::fork();
  if (child < 0) return errno_error("cannot start the process that runs " + words[0]);
  if (child == 0) run_process(theirs.get(), words, limits);
  return AlertCommand(words[0], std::move(own));
}

Result<bool> AlertCommand::run(std::string_view input) {
  const ssize_t sent = ::send(socket_.get(), input.data(), input.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent < 0 && (errno == EAGAIN || errno == ENOBUFS || errno == EINTR)) return false;
  if (sent < 0) return fail("the process that runs it has ended");
  ++under_way_;
  return true;
}

std::vector<std::string> AlertCommand::ended() {
  std::vector<std::string> out;
  std::array<char, 256> packet = {};
  for (;;) {
    const ssize_t got = ::recv(socket_.get(), packet.data(), packet.size(), MSG_DONTWAIT);
    if (got <= 0) break;
    const std::string_view text(packet.data(), static_cast<std::size_t>(got));
    out.emplace_back(text == "ok" ? "" : text);
    --under_way_;
  }
  return out;
}

}  // namespace modtrail

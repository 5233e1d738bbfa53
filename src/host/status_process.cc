#include "host/status_process.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>

#include "host/confine.h"
#include "host/enclosure.h"
#include "host/privileges.h"

// A question is a number.  The answer is that number and the state, or that number and why there is none: told apart by
// their first byte.
namespace modtrail {
namespace {

constexpr int kSocket = 3;  // where the process keeps its end
constexpr int kPatience_ms = 5000;
constexpr std::size_t kMostReason = 512;

struct AnswerHead {
  std::uint32_t sequence = 0;
  enum class Kind : std::uint32_t { Status, Reason } kind = Kind::Status;
};
constexpr std::size_t kMostAnswer = sizeof(AnswerHead) + kMostReason;

void append_bytes(std::string& out, const void* bytes, std::size_t size) {
  out.append(static_cast<const char*>(bytes), size);
}

std::string answer_to(std::uint32_t sequence, const Result<AuditStatus>& status) {
  const AnswerHead head{sequence, status ? AnswerHead::Kind::Status : AnswerHead::Kind::Reason};
  std::string out;
  append_bytes(out, &head, sizeof head);
  if (status) {
    append_bytes(out, &*status, sizeof *status);
  } else {
    out += status.error().message.substr(0, kMostReason);
  }
  return out;
}

// Words for a first refusal take files that are closed to it later: it keeps them.
void serve() {
  Result<AuditNetlink> netlink = AuditNetlink::open();
  Result<AuditStatus> status = netlink ? netlink->status() : tl::unexpected(netlink.error());
  const bool answers = status.has_value();
  if (!enclose_speaker()) return;
  for (;;) {
    std::uint32_t sequence = 0;
    const ssize_t got = ::recv(kSocket, &sequence, sizeof sequence, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got != sizeof sequence) return;
    if (answers) status = netlink->status();
    const std::string answer = answer_to(sequence, status);
    if (::send(kSocket, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) return;
  }
}

void run_process(int socket) {
  if (socket != kSocket) ::dup2(socket, kSocket);
  close_from(kSocket + 1);
  ::close(STDIN_FILENO);
  ::close(STDOUT_FILENO);
  if (keep_only(std::array{Power::AuditControl})) serve();
  leave(0);
}

tl::unexpected<Error> has_ended() {
  return fail("the process that asks the kernel has ended");
}

// Nothing for the answer to another question.
std::optional<Result<AuditStatus>> read_answer(std::string_view bytes, std::uint32_t sequence) {
  AnswerHead head;
  if (bytes.size() < sizeof head) return has_ended();
  std::memcpy(&head, bytes.data(), sizeof head);
  bytes.remove_prefix(sizeof head);
  if (head.sequence != sequence) return std::nullopt;
  if (head.kind == AnswerHead::Kind::Reason) return fail(std::string(bytes));
  AuditStatus status;
  if (bytes.size() != sizeof status) return has_ended();
  std::memcpy(&status, bytes.data(), sizeof status);
  return status;
}

}  // namespace

Result<StatusProcess> StatusProcess::start() {
  std::array<int, 2> ends = {};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return errno_error("cannot start the process that asks the kernel");
  Fd own(ends[0]);
  const Fd theirs(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) return errno_error("cannot start the process that asks the kernel");
  if (child == 0) run_process(theirs.get());
  return StatusProcess(std::move(own));
}

Result<AuditStatus> StatusProcess::receive() {
  for (;;) {
    pollfd waiting{socket_.get(), POLLIN, 0};
    const int ready = ::poll(&waiting, 1, kPatience_ms);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return fail("the process that asks the kernel says nothing");
    std::array<char, kMostAnswer> answer = {};
    const ssize_t got = ::recv(socket_.get(), answer.data(), answer.size(), MSG_DONTWAIT);
    if (got <= 0) return has_ended();
    const auto status = read_answer(std::string_view(answer.data(), static_cast<std::size_t>(got)), sequence_);
    if (status) return *status;
  }
}

Result<AuditStatus> StatusProcess::ask() {
  ++sequence_;
  const ssize_t sent = ::send(socket_.get(), &sequence_, sizeof sequence_, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) return has_ended();
  if (sent < 0) return fail("the process that asks the kernel says nothing");
  return receive();
}

}  // namespace modtrail

#include "sink/log_socket.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace modtrail {

namespace {

constexpr int kBuffer = 1 << 20;  // a datagram can be no larger than this, and no larger than the system's limit
constexpr int kFlags = MSG_DONTWAIT | MSG_NOSIGNAL;

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

Fd sealed_file(std::string_view content) {
  Fd file(::memfd_create("modtrail", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (file && !write_all(file.get(), content)) return Fd();
  const int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;
  if (file && ::fcntl(file.get(), F_ADD_SEALS, seals) != 0) return Fd();
  return file;
}

}  // namespace

Result<LogSocket> LogSocket::open(const std::string& path) {
  if (path.empty() || path.size() >= sizeof(sockaddr_un::sun_path)) return fail("no path of a socket: " + path);
  Fd socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket) return errno_error("cannot open a socket");
  ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDBUF, &kBuffer, sizeof kBuffer);
  return LogSocket(path, std::move(socket));
}

Result<LogSocket::Sent> LogSocket::result_of(ssize_t sent) const {
  if (sent >= 0) return Sent::Yes;
  if (errno == EAGAIN || errno == EINTR || errno == ENOBUFS || errno == ENOMEM) return Sent::NoRoom;
  return errno_error("cannot send to " + path_);
}

ssize_t LogSocket::send_bytes(std::string_view datagram) const {
  const sockaddr_un address = address_of(path_);
  return ::sendto(socket_.get(), datagram.data(), datagram.size(), kFlags, reinterpret_cast<const sockaddr*>(&address),
                  sizeof address);
}

Result<LogSocket::Sent> LogSocket::send(std::string_view datagram) const {
  return result_of(send_bytes(datagram));
}

Result<LogSocket::Sent> LogSocket::pass(std::string_view content) const {
  const Fd file = sealed_file(content);
  if (!file) return errno_error("cannot send to " + path_);
  sockaddr_un address = address_of(path_);
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> room = {};
  msghdr message = {};
  message.msg_name = &address;
  message.msg_namelen = sizeof address;
  message.msg_control = room.data();
  message.msg_controllen = room.size();
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  const int descriptor = file.get();
  std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  return result_of(::sendmsg(socket_.get(), &message, kFlags));
}

Result<LogSocket::Sent> LogSocket::send_or_pass(std::string_view datagram) const {
  const ssize_t sent = send_bytes(datagram);
  return sent < 0 && errno == EMSGSIZE ? pass(datagram) : result_of(sent);
}

}  // namespace modtrail

// Preloaded into a real auditctl, so that it talks to no kernel: every netlink socket it opens is one end of a socket
// pair whose other end is here.  What it would have sent is written to the file MODTRAIL_SHIM_LOG names (type, length,
// payload), and answered as a kernel would that accepts everything and holds no rules.  What it would have logged goes
// to standard error.  No real netlink socket is ever opened.
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace {

constexpr unsigned kAllFeatures = 0x7F;

constexpr int kDescriptors = 1024;
int g_kernel_end[kDescriptors];  // by auditctl's end, plus 1; 0 where the descriptor is none of ours

int kernel_end(int fd) {
  return fd >= 0 && fd < kDescriptors ? g_kernel_end[fd] - 1 : -1;
}

void record(unsigned type, const void* payload, unsigned size) {
  static int log = -1;
  if (log < 0) log = open(getenv("MODTRAIL_SHIM_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const unsigned head[2] = {type, size};
  if (write(log, head, sizeof(head)) < 0 || write(log, payload, size) < 0) _exit(99);
}

void answer(int to, unsigned type, unsigned sequence, const void* payload, unsigned size) {
  char buffer[9216] = {};
  nlmsghdr header = {};
  header.nlmsg_len = NLMSG_LENGTH(size);
  header.nlmsg_type = static_cast<unsigned short>(type);
  header.nlmsg_seq = sequence;
  memcpy(buffer, &header, sizeof(header));
  memcpy(buffer + NLMSG_HDRLEN, payload, size);
  if (send(to, buffer, NLMSG_ALIGN(header.nlmsg_len), 0) < 0) _exit(98);
}

void serve(int to, const nlmsghdr& request) {
  nlmsgerr acknowledged = {};
  acknowledged.msg = request;
  answer(to, NLMSG_ERROR, request.nlmsg_seq, &acknowledged, sizeof(acknowledged));
  if (request.nlmsg_type == AUDIT_GET) {
    audit_status status = {};
    status.enabled = 1;
    status.feature_bitmap = kAllFeatures;
    answer(to, AUDIT_GET, request.nlmsg_seq, &status, sizeof(status));
  } else if (request.nlmsg_type == AUDIT_GET_FEATURE) {
    audit_features features = {};
    answer(to, AUDIT_GET_FEATURE, request.nlmsg_seq, &features, sizeof(features));
  } else if (request.nlmsg_type == AUDIT_LIST_RULES) {
    answer(to, NLMSG_DONE, request.nlmsg_seq, "\0\0\0\0", 4);
  }
}

template <class Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

int socket(int family, int type, int protocol) noexcept {
  if (family != AF_NETLINK) return real<int (*)(int, int, int)>("socket")(family, type, protocol);
  if (protocol != NETLINK_AUDIT) {
    errno = EPERM;
    return -1;
  }
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair) < 0 || pair[0] >= kDescriptors) return -1;
  g_kernel_end[pair[0]] = pair[1] + 1;
  return pair[0];
}

ssize_t sendto(int fd, const void* data, size_t size, int flags, const sockaddr* address, socklen_t length) {
  if (kernel_end(fd) < 0) {
    using Sendto = ssize_t (*)(int, const void*, size_t, int, const sockaddr*, socklen_t);
    return real<Sendto>("sendto")(fd, data, size, flags, address, length);
  }
  nlmsghdr request;
  memcpy(&request, data, sizeof(request));
  record(request.nlmsg_type, static_cast<const char*>(data) + NLMSG_HDRLEN,
         request.nlmsg_len - static_cast<unsigned>(NLMSG_HDRLEN));
  serve(kernel_end(fd), request);
  return static_cast<ssize_t>(size);
}

ssize_t recvfrom(int fd, void* data, size_t size, int flags, sockaddr* address, socklen_t* length) {
  if (kernel_end(fd) < 0) {
    using Recvfrom = ssize_t (*)(int, void*, size_t, int, sockaddr*, socklen_t*);
    return real<Recvfrom>("recvfrom")(fd, data, size, flags, address, length);
  }
  const ssize_t got = recv(fd, data, size, flags);
  sockaddr_nl kernel = {};
  kernel.nl_family = AF_NETLINK;
  if (got >= 0) {
    memcpy(address, &kernel, sizeof(kernel));
    *length = sizeof(kernel);
  }
  return got;
}

// Answers are there at once; auditctl need not wait for those that never come.
int select(int count, fd_set* reads, fd_set* writes, fd_set* errors, timeval* timeout) {
  timeval none = {};
  using Select = int (*)(int, fd_set*, fd_set*, fd_set*, timeval*);
  return real<Select>("select")(count, reads, writes, errors, timeout == nullptr ? nullptr : &none);
}

int close(int fd) {
  const int ours = kernel_end(fd);
  if (ours >= 0) g_kernel_end[fd] = 0;
  const auto real_close = real<int (*)(int)>("close");
  if (ours >= 0) real_close(ours);
  return real_close(fd);
}

int audit_can_control() {
  return 1;
}

int uname(utsname* names) noexcept {
  const int result = real<int (*)(utsname*)>("uname")(names);
  if (const char* machine = getenv("MODTRAIL_SHIM_MACHINE")) {
    strncpy(names->machine, machine, sizeof(names->machine) - 1);
  }
  return result;
}

// A rules file must belong to root up to 3.1.1.
int fstat(int fd, struct stat* info) noexcept {
  const int result = real<int (*)(int, struct stat*)>("fstat")(fd, info);
  info->st_uid = 0;
  return result;
}

int __fxstat(int version, int fd, struct stat* info) noexcept {
  const int result = real<int (*)(int, int, struct stat*)>("__fxstat")(version, fd, info);
  info->st_uid = 0;
  return result;
}

void vsyslog(int, const char* format, va_list arguments) {
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
}

void __vsyslog_chk(int priority, int, const char* format, va_list arguments) {
  vsyslog(priority, format, arguments);
}

void syslog(int priority, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsyslog(priority, format, arguments);
  va_end(arguments);
}

void __syslog_chk(int priority, int, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsyslog(priority, format, arguments);
  va_end(arguments);
}

}  // extern "C"

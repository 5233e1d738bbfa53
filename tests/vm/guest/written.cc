// written LOG: follows LOG in its directory and prints, of each event of a module call, when its last line stood there:
// milliseconds since 1970, and the event's serial.  It runs before all others (SCHED_FIFO), so that it sees a line as
// soon as auditd has written it.

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/time.h>
#include <unistd.h>

#include <set>
#include <string>

namespace {

constexpr const char* kCalls[] = {" syscall=175 ", " syscall=176 ", " syscall=313 "};

long long now() {
  timeval time = {};
  gettimeofday(&time, nullptr);
  return time.tv_sec * 1000LL + time.tv_usec / 1000;
}

std::string serial_of(const std::string& line) {
  const size_t head = line.find("msg=audit(");
  const size_t colon = head == std::string::npos ? head : line.find(':', head);
  const size_t end = colon == std::string::npos ? colon : line.find(')', colon);
  return end == std::string::npos ? "" : line.substr(colon + 1, end - colon - 1);
}

void see(const std::string& line, std::set<std::string>& open) {
  if (line.rfind("type=SYSCALL", 0) == 0) {
    for (const char* call : kCalls) {
      if (line.find(call) != std::string::npos) open.insert(serial_of(line));
    }
  }
  if (line.rfind("type=PROCTITLE", 0) != 0) return;
  const std::string serial = serial_of(line);
  if (open.erase(serial) == 0) return;
  printf("%lld %s\n", now(), serial.c_str());
  fflush(stdout);
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) return 2;
  const std::string path = words[1];
  const int log = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const int changes = inotify_init1(IN_CLOEXEC);
  if (log < 0 || inotify_add_watch(changes, path.c_str(), IN_MODIFY) < 0) return 1;
  lseek(log, 0, SEEK_END);
  const sched_param first = {1};
  if (sched_setscheduler(0, SCHED_FIFO, &first) != 0) perror("SCHED_FIFO");
  std::set<std::string> open;
  std::string rest;
  static char buffer[65536];
  alignas(inotify_event) static char events[4096];
  while (read(changes, events, sizeof events) > 0) {
    for (ssize_t got; (got = read(log, buffer, sizeof buffer)) > 0;) {
      rest.append(buffer, static_cast<size_t>(got));
      size_t begin = 0;
      for (size_t end; (end = rest.find('\n', begin)) != std::string::npos; begin = end + 1) {
        see(rest.substr(begin, end - begin), open);
      }
      rest.erase(0, begin);
    }
  }
  return 0;
}

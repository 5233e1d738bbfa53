// churn FILE NAME COUNT: loads and unloads a module so often, as fast as the kernel takes it, and leaves in
// /opt/churned how often it worked.  Without words: waits until another one has.

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>

constexpr const char* kResult = "/opt/churned";

int main(int count, char** words) {
  if (count != 4) {
    while (access(kResult, F_OK) != 0) usleep(100000);
    return 0;
  }
  long done = 0;
  for (long left = strtol(words[3], nullptr, 10); left > 0; --left) {
    const int fd = open(words[1], O_RDONLY | O_CLOEXEC);
    const bool loaded = syscall(SYS_finit_module, fd, "", 0) == 0;
    close(fd);
    done += loaded && syscall(SYS_delete_module, words[2], O_NONBLOCK) == 0;
  }
  std::ofstream("/opt/churning") << done << "\n";
  return rename("/opt/churning", kResult);
}

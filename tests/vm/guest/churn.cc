// churn FILE NAME COUNT: loads and unloads a module so often, as fast as the kernel takes it, and writes how often it
// worked to /opt/churned.

#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>

int main(int, char** words) {
  long done = 0;
  for (long left = strtol(words[3], nullptr, 10); left > 0; --left) {
    const int fd = open(words[1], O_RDONLY | O_CLOEXEC);
    const bool loaded = syscall(SYS_finit_module, fd, "", 0) == 0;
    close(fd);
    done += loaded && syscall(SYS_delete_module, words[2], O_NONBLOCK) == 0;
  }
  std::ofstream("/opt/churned") << done << "\n";
}

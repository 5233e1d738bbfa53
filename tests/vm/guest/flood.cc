// flood EVENTS EVERY [SECONDS [RATE [MODULE]]]: makes EVENTS calls that a rule may record (getppid), as fast as it can
// or so many a second (0: as fast), and behind each EVERY of them a finit_module that must fail, with its number, from
// 1, as the fourth argument.  Behind every tenth of those it loads and unloads the module in this file.  Prints how
// many calls of modules failed, how many loads were done, and waits so long.

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <string>

namespace {

double now() {
  timespec time = {};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

std::string name_of(const char* path) {
  const std::string file = strrchr(path, '/') == nullptr ? path : strrchr(path, '/') + 1;
  return file.substr(0, file.find('.'));
}

bool load_and_unload(const char* path) {
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  const bool loaded = syscall(SYS_finit_module, file, "", 0) == 0;
  close(file);
  if (loaded) syscall(SYS_delete_module, name_of(path).c_str(), 0);
  return loaded;
}

}  // namespace

int main(int count, char** words) {
  if (count < 3 || count > 6) return 2;
  const long events = atol(words[1]);
  const long every = atol(words[2]);
  const double rate = count > 4 ? atof(words[4]) : 0;
  const double begun = now();
  long modules = 0;
  long loads = 0;
  for (long i = 1; i <= events; ++i) {
    syscall(SYS_getppid);
    if (i % every == 0) syscall(SYS_finit_module, -1, 0, 0, ++modules);
    if (count > 5 && i % (every * 10) == 0 && load_and_unload(words[5])) ++loads;
    const double ahead = rate > 0 ? begun + static_cast<double>(i) / rate - now() : 0;
    if (ahead > 0.01) usleep(static_cast<useconds_t>(ahead * 1e6));
  }
  printf("%ld %ld %.2f\n", modules, loads, now() - begun);
  fflush(stdout);
  if (count > 3) usleep(static_cast<useconds_t>(atof(words[3]) * 1e6));
  return 0;
}

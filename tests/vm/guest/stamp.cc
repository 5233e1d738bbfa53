// stamp FILE PROGRAM WORDS...: becomes the program, whose lines a child writes to FILE, each with the time it came at
// in front, in milliseconds since 1970.

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

namespace {

long long now() {
  timeval time = {};
  gettimeofday(&time, nullptr);
  return time.tv_sec * 1000LL + time.tv_usec / 1000;
}

int write_lines(int from, const char* path) {
  FILE* in = fdopen(from, "r");
  FILE* out = fopen(path, "a");
  if (in == nullptr || out == nullptr) return 1;
  char* line = nullptr;
  size_t room = 0;
  while (getline(&line, &room, in) > 0) {
    fprintf(out, "%lld %s", now(), line);
    fflush(out);
  }
  return 0;
}

}  // namespace

int main(int count, char** words) {
  int ends[2];
  if (count < 3 || pipe(ends) != 0) return 2;
  if (fork() == 0) {
    close(ends[1]);
    return write_lines(ends[0], words[1]);
  }
  dup2(ends[1], STDOUT_FILENO);
  close(ends[0]);
  close(ends[1]);
  execv(words[2], words + 2);
  return 2;
}

// flood EVENTS EVERY [SECONDS]: makes EVENTS calls that a rule may record (getppid), as fast as it can, and behind each
// EVERY of them a finit_module that must fail, with its number, from 1, as the fourth argument.  Prints how many those
// were, and waits so long.

#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int count, char** words) {
  if (count < 3 || count > 4) return 2;
  const long events = atol(words[1]);
  const long every = atol(words[2]);
  long modules = 0;
  for (long i = 1; i <= events; ++i) {
    syscall(SYS_getppid);
    if (i % every == 0) syscall(SYS_finit_module, -1, 0, 0, ++modules);
  }
  printf("%ld\n", modules);
  fflush(stdout);
  if (count == 4) sleep(static_cast<unsigned>(atoi(words[3])));
  return 0;
}

// knock FAMILY UID: asks the kernel, as this user and without any capability, for a socket of this family. One that the
// kernel has no code for makes it load a module by itself. The exit code is 0 if there is a socket now.

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int count, char** words) {
  if (count != 3) return 2;
  const uid_t uid = static_cast<uid_t>(atoi(words[2]));
  if (setresgid(uid, uid, uid) != 0 || setresuid(uid, uid, uid) != 0) return 2;
  return socket(atoi(words[1]), SOCK_SEQPACKET, 0) < 0 ? 1 : 0;
}

// passed BYTES PROGRAM WORDS...: becomes the program, which finds on descriptor 3 a socket that listens to the kernel's
// audit records, with so large a buffer, as systemd passes one.

#include <linux/audit.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int count, char** words) {
  if (count < 3) return 2;
  const int made = socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT);
  const int size = atoi(words[1]);
  sockaddr_nl address = {};
  address.nl_family = AF_NETLINK;
  address.nl_groups = 1U << (AUDIT_NLGRP_READLOG - 1);
  if (made < 0 || setsockopt(made, SOL_SOCKET, SO_RCVBUF, &size, sizeof size) != 0) return 2;
  if (bind(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return 2;
  if (made != 3 && dup2(made, 3) != 3) return 2;
  char self[16];
  snprintf(self, sizeof self, "%d", getpid());
  setenv("LISTEN_PID", self, 1);
  setenv("LISTEN_FDS", "1", 1);
  execv(words[2], words + 2);
  return 2;
}

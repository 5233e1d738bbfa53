#include "fix/random_rules.h"

#include <cstddef>
#include <vector>

namespace modtrail::testing_fix {
namespace {

const std::vector<std::string>& pool() {
  static const std::vector<std::string> lines = {
      "-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules",
      "-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules",
      "-a always,exit -F arch=b64 -S init_module -S delete_module -k kmod",
      "-a always,exit -F arch=b64 -S finit_module -F auid>=1000 -F auid!=unset -k kmod",
      "-a always,exit -F arch=b32 -S finit_module,init_module -F success=1",
      "-a always,exit -S delete_module -k modules",
      "-a always,exit -F arch=b64 -S all -F exe=/usr/bin/kmod",
      "-a never,exit -F auid=unset",
      "-a never,exit -F arch=b64 -S finit_module -F uid=33",
      "-A never,exit -F exit=0",
      "-a never,exit -F exe=/usr/bin/kmod",
      "-A never,exit -S all",
      "-a never,task",
      "-a never,task -F uid=1000",
      "-a always,task -F uid=33",
      "-a exclude,always -F msgtype=SYSCALL",
      "-a exclude,always -F msgtype=NETFILTER_CFG",
      "-a exclude,always -F auid>=1000",
      "-a always,exit -F arch=b64 -S nonsense -k x",
      "-w /nowhere/at/all -p z",
      "-a always,exit -F arch=b64 -S init_module -k m # comment",
      "-w /sbin/insmod -p x -k modules",
      "-w /etc/passwd -p wa -k identity",
      "-D",
      "-D -k modules",
      "-e 1",
      "-e 2",
      "-e 0",
      "-c",
      "-i",
      "-r 100",
      "-b 8192",
      "-f 1",
      "-a exit,always -F arch=b64 -S init_module,finit_module,delete_module -F key=modules",
      "-a always,exit -F arch=b32 -S finit_module -F auid>=1000 -F auid!=-1 -k modules",
      "-a always,exit -F arch=b64 -S create_module,query_module -k old",
      "-a never,exit -F arch=b64 -S create_module -F auid=1000",
      "-a always,exit -F path=/usr/bin/kmod -F perm=x -F auid>=1000 -F auid!=unset -k kernel_modules",
      "# a comment",
      "",
  };
  return lines;
}

}  // namespace

std::string random_rules(std::mt19937& random) {
  std::string out;
  const std::size_t lines = 1 + random() % 8;
  for (std::size_t i = 0; i < lines; ++i) out += pool()[random() % pool().size()] + "\n";
  if (random() % 8 == 0) out.pop_back();
  return out;
}

}  // namespace modtrail::testing_fix

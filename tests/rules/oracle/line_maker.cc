#include "rules/oracle/line_maker.h"

namespace modtrail {
namespace {

const std::vector<std::string_view> kLists = {"exit",       "exit",     "exit",  "task", "user", "exclude",
                                              "filesystem", "io_uring", "entry", "foo",  "Exit", "EXCLUDE"};
const std::vector<std::string_view> kActions = {"always", "always", "always", "never", "possible", "Always"};
const std::vector<std::string_view> kFields = {
    "pid",      "ppid",        "uid",          "euid",          "suid",      "fsuid",    "auid",     "loginuid",
    "gid",      "egid",        "sgid",         "fsgid",         "pers",      "arch",     "arch",     "arch",
    "msgtype",  "subj_user",   "subj_role",    "subj_type",     "subj_sen",  "subj_clr", "obj_user", "obj_role",
    "obj_type", "obj_lev_low", "obj_lev_high", "sessionid",     "devmajor",  "devminor", "inode",    "exit",
    "exit",     "success",     "path",         "path",          "perm",      "perm",     "dir",      "filetype",
    "fstype",   "obj_uid",     "obj_gid",      "field_compare", "a0",        "a1",       "a2",       "a3",
    "key",      "key",         "KEY",          "exe",           "saddr_fam", "UID",      "nosuch",   ""};
const std::vector<std::string_view> kOps = {"=", "=", "=", "=", "!=", "<", "<=", ">", ">=", "&", "&=", "==", ""};
const std::vector<std::string_view> kNumbers = {"0",
                                                "1",
                                                "2",
                                                "10",
                                                "1000",
                                                "1000abc",
                                                "01000",
                                                "0x10",
                                                "0X1f",
                                                "08",
                                                "4294967295",
                                                "4294967296",
                                                "-1",
                                                "-13",
                                                "-0x5",
                                                "2147483648",
                                                "18446744073709551615",
                                                "99999999999999999999999",
                                                "-99999999999999999999999",
                                                "unset",
                                                "46",
                                                "45",
                                                "x",
                                                "+1",
                                                "-",
                                                "--1",
                                                "0x",
                                                "1e3"};
const std::vector<std::string_view> kUsers = {"root", "nobody", "daemon", "nosuchuser", "unset",
                                              "0",    "1000",   "-1",     "Root"};
const std::vector<std::string_view> kGroups = {"root", "adm", "nogroup", "nosuchgroup", "unset", "0", "4", "-1"};
const std::vector<std::string_view> kArches = {
    "b64",      "b64",        "b64",        "b32",   "b32",    "B64",   "x86_64", "i386",    "i686",       "aarch64",
    "arm",      "armv7l",     "ppc64le",    "ppc64", "ppc",    "s390x", "s390",   "riscv64", "0xc000003e", "c000003e",
    "40000003", "0x40000003", "3221225534", "b16",   "X86_64", "ia64",  "0",      "armeb",   "c00000b7",   "uring"};
const std::vector<std::string_view> kErrnos = {"EPERM",  "-EPERM", "EACCES",      "-EACCES", "eperm",
                                               "-ebadf", "EFOO",   "EWOULDBLOCK", "-EEXIST", "--EPERM"};
const std::vector<std::string_view> kTypes = {"SYSCALL",       "syscall", "KERN_MODULE", "USER_LOGIN", "1300", "1330x",
                                              "UNKNOWN[1400]", "FOO",     "CWD",         "AVC",        "PATH", "EOE",
                                              "PROCTITLE",     "LOGIN",   "URINGOP",     "DM_CTRL",    "BPF"};
const std::vector<std::string_view> kPaths = {
    "/etc/passwd", "/etc",   "/etc/", "/usr/bin/kmod", "/sbin/insmod", "/sbin",       "/sbin/",      "/nonexistent/x",
    "relative",    "/",      "//",    "///",           "/tmp/a\\ b",   "/tmp/a\\\\b", "/tmp/../etc", "/tmp/*",
    "/a\"b",       "/tmp//", "/x!=y", "/x>=y",         "/x=y"};
const std::vector<std::string_view> kPerms = {"r", "w", "x", "a", "wa", "rwxa", "RX", "z", "rwxar", "xx", "rz"};
const std::vector<std::string_view> kFileTypes = {"file",      "dir",  "link", "socket", "block",
                                                  "character", "fifo", "FILE", "pipe",   "1"};
const std::vector<std::string_view> kFsTypes = {"tracefs",    "debugfs",    "TRACEFS", "cgroup",
                                                "0x64626720", "4294967295", "1",       "foo"};
const std::vector<std::string_view> kKeys = {"modules", "k",    "my\\ key", "a=b", "a!=b", "a>=b", "\"q\"",
                                             "mod\r",   "k\tk", "-k",       "#k",  "a<b",  "a&b"};
const std::vector<std::string_view> kSyscalls = {"init_module",
                                                 "finit_module",
                                                 "delete_module",
                                                 "execve",
                                                 "execveat",
                                                 "open",
                                                 "openat",
                                                 "openat2",
                                                 "all",
                                                 "ALL",
                                                 "All",
                                                 "kill",
                                                 "chmod",
                                                 "rename",
                                                 "renameat2",
                                                 "socketcall",
                                                 "mount",
                                                 "umount",
                                                 "umount2",
                                                 "create_module",
                                                 "INIT_MODULE",
                                                 "175",
                                                 "176",
                                                 "313",
                                                 "0",
                                                 "2047",
                                                 "2048",
                                                 "0x10",
                                                 "010",
                                                 "12abc",
                                                 "-1",
                                                 "4294967296",
                                                 "99999999999999999999",
                                                 "nosuch",
                                                 "stat64",
                                                 "setuid32",
                                                 "bind",
                                                 "clone3",
                                                 "fchmodat2",
                                                 "file_getattr",
                                                 "rt_sigaction",
                                                 "waitpid",
                                                 ""};
const std::vector<std::string_view> kCompared = {"uid",  "euid",  "suid",    "fsuid", "auid", "obj_uid",  "gid", "egid",
                                                 "sgid", "fsgid", "obj_gid", "pid",   "foo",  "loginuid", ""};
const std::vector<std::string_view> kSettings = {"-D",
                                                 "-D -k modules",
                                                 "-D -kmodules",
                                                 "-D -x",
                                                 "-e 0",
                                                 "-e 1",
                                                 "-e 2",
                                                 "-e 3",
                                                 "-e",
                                                 "-e1",
                                                 "-e 01",
                                                 "-f 0",
                                                 "-f 1",
                                                 "-f 2",
                                                 "-f 3",
                                                 "-r 0",
                                                 "-r 100",
                                                 "-r 1x",
                                                 "-r x",
                                                 "-b 64",
                                                 "-b 8192",
                                                 "-b 0x20",
                                                 "-b 08",
                                                 "-b -1",
                                                 "-b 99999999999999999999",
                                                 "-i",
                                                 "-c",
                                                 "-ic",
                                                 "-i -c",
                                                 "-c -e 1",
                                                 "-e 1 -f 1",
                                                 "-e 1 -c",
                                                 "--backlog_wait_time 60000",
                                                 "--backlog_wait_time=5",
                                                 "--backlog 5",
                                                 "--b=7",
                                                 "--backlog_wait_time x",
                                                 "--backlog_wait_time",
                                                 "--loginuid-immutable",
                                                 "--loginuid-immutable -i",
                                                 "--log",
                                                 "--reset-lost",
                                                 "--reset-lost x",
                                                 "--reset",
                                                 "--reset-",
                                                 "--reset_backlog_wait_time_actual",
                                                 "--reset_ -e 1",
                                                 "--nosuch",
                                                 "--help",
                                                 "--loginuid-immutable=1",
                                                 "-h",
                                                 "-v",
                                                 "-v x",
                                                 "-l",
                                                 "-l -i",
                                                 "-l -k x",
                                                 "-l x",
                                                 "-l -k",
                                                 "-s",
                                                 "-s -i",
                                                 "-s x",
                                                 "-s -i x",
                                                 "-t",
                                                 "-t x",
                                                 "-q /mnt,/srv",
                                                 "-q /mnt",
                                                 "-q /mnt,",
                                                 "-q a,b,c",
                                                 "-m hello",
                                                 "-m hello world",
                                                 "-m he\tllo",
                                                 "-R x",
                                                 "-x",
                                                 "-",
                                                 "--",
                                                 "-- -D",
                                                 "-D --",
                                                 "foo",
                                                 "foo -i",
                                                 "foo -D",
                                                 "-i foo",
                                                 "\t# comment",
                                                 "# comment",
                                                 "   # comment",
                                                 "\r",
                                                 "\t",
                                                 " ",
                                                 "",
                                                 "-D # comment",
                                                 "-D\r",
                                                 "\xEF\xBB\xBF-D",
                                                 "-k x",
                                                 "-p x",
                                                 "-S open",
                                                 "-F uid=0",
                                                 "-F arch=b64 -t",
                                                 "-F arch=b64 x",
                                                 "-C uid=euid",
                                                 "-a",
                                                 "-d always,exit -S open -F uid=0",
                                                 "-W /etc/passwd -p wa -k x",
                                                 "-e 1 -D",
                                                 "-Dk",
                                                 "-De1",
                                                 "-D extra -k x",
                                                 "x y -D",
                                                 "x -D y",
                                                 "foo -l",
                                                 "-e 2 -a always,exit -S open",
                                                 "-a always,exit -t",
                                                 "-a always,exit -S open -v",
                                                 "-a always,exit -S open -e 0 -k y",
                                                 "-A possible,exit -S open",
                                                 "-A exit,possible -S open",
                                                 "-A exit,possible",
                                                 "-d exit,possible -S open",
                                                 "-d exit,possible",
                                                 "-a exit,possible -S open",
                                                 "-w /etc/passwd -W /etc/passwd",
                                                 "-W /etc/passwd -a always,exit",
                                                 "-a always,exit -W /etc/passwd -k y",
                                                 "-w/etc/passwd -pwa -ky",
                                                 "-w /a -p wa -p x -k z -k y",
                                                 "-w / -p x -k m",
                                                 "-p wa -w /etc",
                                                 "-a always,exit,foo",
                                                 "-a always",
                                                 "-a ,exit",
                                                 "-a always,",
                                                 "-a exit,exit",
                                                 "-a always,always",
                                                 "-a always,exit -a always,exit",
                                                 "-w /etc/passwd -a exit,always",
                                                 "-W /etc -d never,exit",
                                                 "-W /etc -d exit,never -k x",
                                                 "-w /etc -A exit,never"};

}  // namespace

std::string LineMaker::value(std::string_view field) {
  if (one_in(12)) return std::string(any(kNumbers));
  if (field == "arch") return std::string(any(kArches));
  if (field == "exit") return std::string(one_in(2) ? any(kErrnos) : any(kNumbers));
  if (field == "msgtype") return std::string(any(kTypes));
  if (field == "path" || field == "dir" || field == "exe") return std::string(any(kPaths));
  if (field == "perm") return std::string(any(kPerms));
  if (field == "filetype") return std::string(any(kFileTypes));
  if (field == "fstype") return std::string(any(kFsTypes));
  if (field == "key" || field == "KEY") return std::string(any(kKeys));
  if (field.ends_with("uid") || field == "UID") return std::string(one_in(2) ? any(kUsers) : any(kNumbers));
  if (field.ends_with("gid")) return std::string(one_in(2) ? any(kGroups) : any(kNumbers));
  return std::string(any(kNumbers));
}

std::string LineMaker::field() {
  const std::string_view name = any(kFields);
  return std::string(name) + std::string(any(kOps)) + value(name);
}

std::string LineMaker::syscalls() {
  std::string text(any(kSyscalls));
  while (one_in(2)) text += "," + std::string(any(kSyscalls));
  return text;
}

std::string LineMaker::rule() {
  std::string line(one_in(8) ? (one_in(2) ? "-A " : "-d ") : "-a ");
  const std::string list(any(kLists));
  const std::string action(any(kActions));
  line += one_in(3) ? list + "," + action : action + "," + list;
  if (!one_in(3)) line += " -F arch=" + std::string(any(kArches));
  while (!one_in(3)) {
    switch (below(8)) {
      case 0:
      case 1:
        line += " -S " + syscalls();
        break;
      case 2:
      case 3:
      case 4:
        line += " -F " + field();
        break;
      case 5:
        line += " -C " + std::string(any(kCompared)) + (one_in(2) ? "=" : "!=") + std::string(any(kCompared));
        break;
      case 6:
        line += " -k " + std::string(any(kKeys));
        break;
      default:
        line += one_in(4) ? " -p " + std::string(any(kPerms)) : " -F perm=" + std::string(any(kPerms));
        break;
    }
  }
  if (one_in(2)) line += " -k " + std::string(any(kKeys));
  return line;
}

std::string LineMaker::watch() {
  std::string line = (one_in(5) ? "-W " : "-w ") + std::string(any(kPaths));
  if (!one_in(4)) line += " -p " + std::string(any(kPerms));
  if (one_in(4)) line += " -F " + field();
  if (one_in(8)) line += " -S " + syscalls();
  if (!one_in(4)) line += " -k " + std::string(any(kKeys));
  return line;
}

// One change, anywhere.
std::string LineMaker::spoil(std::string line) {
  static const std::vector<std::string_view> kPieces = {" ",   "\t",    "\r",   "\\",   "\\ ", "\"", "#",
                                                        " # ", "=",     ",",    "-",    " -i", " -", " x",
                                                        "!",   "\x07z", "\x01", "\x80", " --"};
  const std::size_t at = below(line.size() + 1);
  switch (below(4)) {
    case 0:
      return line.insert(at, any(kPieces));
    case 1:
      return line + std::string(any(kPieces));
    case 2:
      return at < line.size() ? line.erase(at, 1) : line;
    default:
      return line.erase(at, below(6));
  }
}

std::string LineMaker::line() {
  const std::size_t kind = below(10);
  std::string line = kind < 6 ? rule() : kind < 8 ? watch() : std::string(any(kSettings));
  if (one_in(6)) line = spoil(std::move(line));
  return line;
}

}  // namespace modtrail

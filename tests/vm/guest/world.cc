#include "world.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "order.h"

namespace guest {
namespace {

constexpr const char* kActorProgram = "/usr/lib/modtrail/actor";
constexpr const char* kActorPreload = "/usr/lib/modtrail/actor.so";

std::string contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

int write_file(const std::string& path, const std::string& text, mode_t mode) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (fd < 0) return -1;
  const bool all = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(fd);
  return all ? chmod(path.c_str(), mode) : -1;
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> out;
  for (const std::string& word : words) out.push_back(const_cast<char*>(word.c_str()));
  out.push_back(nullptr);
  return out;
}

void silence() {
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int fd = 0; fd < 3; fd++) dup2(null, fd);
}

std::string inode_of(const std::string& path) {
  struct stat file = {};
  return stat(path.c_str(), &file) == 0 ? std::to_string(file.st_ino) : "none";
}

std::string module_file(const std::string& name) {
  return "/usr/lib/modules/" + name + ".ko";
}

}  // namespace

void mount_basics() {
  const unsigned long plain = MS_NOSUID;
  for (const auto& [type, place] :
       {std::pair{"proc", "/proc"}, {"sysfs", "/sys"}, {"devtmpfs", "/dev"}, {"tmpfs", "/run"}, {"tmpfs", "/tmp"}}) {
    mkdir(place, 0755);
    mount(type, place, type, plain, nullptr);
  }
  mount("securityfs", "/sys/kernel/security", "securityfs", plain, nullptr);
  chmod("/tmp", 01777);
}

void fresh_scratch() {
  umount2("/opt", MNT_DETACH);
  mkdir("/opt", 0755);
  mount("tmpfs", "/opt", "tmpfs", 0, "mode=755");
}

std::string change_world(const std::vector<std::string>& words) {
  const std::string what = words.empty() ? "" : words[0];
  const std::string a = words.size() > 1 ? words[1] : "";
  const std::string b = words.size() > 2 ? words[2] : "";
  const char* from = a.c_str();
  const char* to = b.c_str();
  errno = 0;
  int result = -1;
  if (what == "directory")
    result = mkdir(from, 0755);
  else if (what == "file")
    result = write_file(a, contents(kActorProgram), 0755);
  else if (what == "text")
    result = write_file(a, b + "\n", 0755);
  else if (what == "copy")
    result = write_file(b, contents(a), 0755);
  else if (what == "hardlink")
    result = link(to, from);
  else if (what == "link")
    result = symlink(to, from);
  else if (what == "rename")
    result = rename(from, to);
  else if (what == "remove")
    result = remove(from);
  else if (what == "mode")
    result = chmod(from, static_cast<mode_t>(strtoul(to, nullptr, 8)));
  else if (what == "inode")
    result = inode_of(a) == b ? 0 : -1;
  else if (what == "missing")
    result = access(from, F_OK) == 0 ? -1 : 0;
  else if (what == "mount")
    result = mount(to, from, to, 0, words.size() > 3 ? words[3].c_str() : nullptr);
  else if (what == "bind")
    result = mount(from, to, nullptr, MS_BIND, nullptr);
  else if (what == "unmount")
    result = umount2(from, MNT_DETACH);
  else if (what == "load")
    load_module(a), result = module_loaded(a) ? 0 : -1;
  else if (what == "unload")
    unload_module(a), result = 0;
  else if (what == "run")
    result = run_program({words.begin() + 1, words.end()}).status == 0 ? 0 : -1;
  else
    return "unknown change: " + what;
  return result == 0 ? "" : what + " " + a + " " + b + ": " + strerror(errno);
}

bool module_loaded(const std::string& name) {
  return access(("/sys/module/" + name).c_str(), F_OK) == 0;
}

void load_module(const std::string& name) {
  if (name == "vmw_vsock_virtio_transport_common") load_module("vsock");
  const int fd = open(module_file(name).c_str(), O_RDONLY | O_CLOEXEC);
  syscall(SYS_finit_module, fd, "", 0);
  close(fd);
}

void unload_module(const std::string& name) {
  if (name == "vsock") unload_module("vmw_vsock_virtio_transport_common");
  if (module_loaded(name)) syscall(SYS_delete_module, name.c_str(), O_NONBLOCK);
}

int space_of(const std::string& word) {
  return word == "user" ? CLONE_NEWUSER : word == "pid" ? CLONE_NEWPID : word == "net" ? CLONE_NEWNET : 0;
}

int code_of(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

// A process namespace is that of one's children.
void enter(int spaces) {
  if (unshare(spaces) != 0) _exit(126);
  if ((spaces & CLONE_NEWPID) == 0) return;
  const pid_t child = fork();
  if (child == 0) return;
  int status = 0;
  waitpid(child, &status, 0);
  _exit(code_of(status));
}

Ran run_program(const std::vector<std::string>& words, int spaces) {
  int pipe[2];
  if (pipe2(pipe, O_CLOEXEC) != 0) return {-1, strerror(errno)};
  const pid_t child = spaces != 0 ? fork() : vfork();
  if (child == 0) {
    if (spaces != 0) enter(spaces);
    dup2(pipe[1], 1);
    dup2(pipe[1], 2);
    execv(words[0].c_str(), pointers(words).data());
    _exit(127);
  }
  close(pipe[1]);
  Ran ran = {-1, ""};
  char buffer[4096];
  for (ssize_t size; (size = read(pipe[0], buffer, sizeof buffer)) > 0;)
    ran.output.append(buffer, static_cast<size_t>(size));
  close(pipe[0]);
  int status = 0;
  waitpid(child, &status, 0);
  ran.status = code_of(status);
  return ran;
}

int start_program(const std::vector<std::string>& words) {
  const pid_t child = fork();
  if (child == 0) {
    silence();
    execv(words[0].c_str(), pointers(words).data());
    _exit(127);
  }
  return child;
}

void stop_program(int pid) {
  kill(pid, SIGCONT);
  kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
}

std::string status_line(int pid, const std::string& name) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(name + ":")) return line;
  return name + ": none";
}

std::map<std::string, std::string> files_at(const std::string& path) {
  std::map<std::string, std::string> out;
  std::error_code error;
  if (std::filesystem::is_regular_file(path, error)) out[path] = contents(path);
  for (const auto& entry : std::filesystem::directory_iterator(path, error))
    if (entry.is_regular_file()) out[entry.path()] = contents(entry.path());
  return out;
}

void write_bytes(const std::string& path, const std::string& bytes) {
  for (size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1))
    mkdir(path.substr(0, slash).c_str(), 0755);
  write_file(path, bytes, 0640);
}

std::string read_bytes(const std::string& path) {
  return contents(path);
}

// A program of ours serves by itself; another one (kmod) has the actor preloaded.
Actor start_actor(const std::string& exe) {
  int pair[2];
  if (access(exe.c_str(), X_OK) != 0 || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) return {};
  const std::string preload = std::string("LD_PRELOAD=") + kActorPreload;
  const pid_t child = fork();
  if (child == 0) {
    silence();
    if (dup2(pair[1], kActorSocket) == pair[1]) fcntl(kActorSocket, F_SETFD, 0);
    char* const arguments[] = {const_cast<char*>("actor"), const_cast<char*>("serve"), nullptr};
    char* const environment[] = {const_cast<char*>(preload.c_str()), nullptr};
    execve(exe.c_str(), arguments, environment);
    _exit(127);
  }
  close(pair[1]);
  return Actor{pair[0], child};
}

void stop_actor(const Actor& actor) {
  if (actor.pid == 0) return;
  close(actor.socket);
  waitpid(actor.pid, nullptr, 0);
}

}  // namespace guest

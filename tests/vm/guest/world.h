#pragma once
// The guest's files, modules and child programs.

#include <map>
#include <string>
#include <vector>

namespace guest {

void mount_basics();
void fresh_scratch();  // an empty /opt, the place for a case's own files

// One line "world ...": a change of files, mounts or modules, or a statement about them (inode, missing). Returns an
// error or nothing.
std::string change_world(const std::vector<std::string>& words);

bool module_loaded(const std::string& name);
void load_module(const std::string& name);  // after what it needs
void unload_module(const std::string& name);

struct Ran {
  int status;  // exit code, or 128 + signal
  std::string output;
};
Ran run_program(const std::vector<std::string>& words, int spaces = 0);  // in namespaces of its own (CLONE_NEW*)
int space_of(const std::string& word);                                   // "user", "pid", "net"
int start_program(const std::vector<std::string>& words);                // its process id; its output goes nowhere
void stop_program(int pid);                                              // killed, whatever it is doing
std::string status_line(int pid, const std::string& name);               // of /proc/PID/status
void write_bytes(const std::string& path, const std::string& bytes);
std::string read_bytes(const std::string& path);
std::map<std::string, std::string> files_at(const std::string& path);  // it, or what the directory holds: path, bytes

// An actor whose executable is this file; returns the socket to it, -1 if there is none.
struct Actor {
  int socket = -1;
  int pid = 0;
};
Actor start_actor(const std::string& exe);
void stop_actor(const Actor& actor);

}  // namespace guest

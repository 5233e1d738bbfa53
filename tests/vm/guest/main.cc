// /init of the guest: reads /job, does it line by line, writes the results to the debug port and switches off.
//
//   ruleset ID         a fresh world and no rules; up to "end" these lines stand in any order:
//   world WORDS        changes files (see change_world)
//   load HEX           the bytes of a rules file, given to the real auditctl -R
//   auditctl WORDS     one call of the real auditctl
//   write PATH HEX     a file of these bytes, mode 0640, and the directories to it
//   read PATH          the bytes of a file
//   files PATH         answers "file PATH HEX" for the file, or for each file of the directory
//   program WORDS      runs a program, by its path
//   in user|pid|net WORDS    the same in a namespace of its own
//   status NAME        the line of /proc/PID/status of what runs in the background
//   background WORDS   the same without waiting for its end; it is killed at "end"
//   signal NUMBER      to what runs in the background
//   wait MILLISECONDS; wait-for daemon: until one is registered with the kernel
//   wire HEX           one struct audit_rule_data, straight over netlink
//   list               what auditctl -l prints; dump: the same rules as the kernel gives them
//   attempt WORDS      one attempt
//   end
//
// Answers, each with the line it belongs to: "rc N", "says TEXT" (a line of output), "wire ERRNO", "listed TEXT",
// "bytes HEX", "file PATH HEX", "status TEXT", "rule HEX", "attempt recorded|lost KEY WORDS" (KEY percent-encoded, -
// for none), "error TEXT". Attempts are answered at "end", in order, since records are collected once for a ruleset.
// "locked" before "end" says that the rules can no longer be changed: what is left of the job needs another boot.
//
// The debug port (0xe9) takes a byte an instruction and needs no driver.

#include <signal.h>
#include <string.h>
#include <sys/io.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <fstream>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "attempt.h"
#include "audit.h"
#include "world.h"

namespace guest {
namespace {

constexpr unsigned short kDebugPort = 0xe9;

void say(const std::string& line) {
  outsb(kDebugPort, line.data(), line.size());
  outb('\n', kDebugPort);
}

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> out;
  for (size_t begin = 0; begin < line.size();) {
    const size_t end = std::min(line.find(' ', begin), line.size());
    if (end > begin) out.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

std::string from_hex(const std::string& text) {
  std::string out;
  for (size_t i = 0; i + 1 < text.size(); i += 2) out += static_cast<char>(std::stoi(text.substr(i, 2), nullptr, 16));
  return out;
}

std::string to_hex(const std::string& bytes) {
  std::string out;
  for (const char byte : bytes) {
    out += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4];
    out += "0123456789abcdef"[byte & 15];
  }
  return out;
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text)
    if (c > ' ' && c < 127 && c != '%')
      out += c;
    else
      out += "%" + to_hex(std::string(1, c));
  return out.empty() ? "-" : out;
}

void say_lines(const std::string& word, const std::string& text) {
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    say(word + " " + text.substr(begin, end - begin));
    begin = end + 1;
  }
}

struct Made {
  Attempt attempt;
  Outcome outcome = {};
  std::string error;
};

class Guest {
 public:
  // One ruleset; false if the rules are locked now.
  bool judge(const std::string& id, const std::vector<std::string>& steps);

 private:
  void step(const std::string& line);
  void load(const std::string& text);
  void make(const std::string& words);
  void prepare_unborn(const std::vector<std::string>& steps);
  Actor actor_for(const std::string& exe);
  void perform(Made& made, const Actor& actor);
  void answer(const Made& made, std::vector<Recorded>& records);

  Audit audit_;
  std::map<std::tuple<std::string, dev_t, ino_t>, Actor> actors_;
  std::deque<Actor> unborn_;  // one for each attempt of a task without context, in order
  std::vector<Made> made_;
  std::vector<int> children_;  // in the background
};

bool send_order(const Actor& actor, const Order& order) {
  return write(actor.socket, &order, sizeof order) == static_cast<ssize_t>(sizeof order);
}

bool receive_outcome(const Actor& actor, Outcome& outcome) {
  return read(actor.socket, &outcome, sizeof outcome) == static_cast<ssize_t>(sizeof outcome);
}

// Actors live on; one is known by its file, so that a replaced program gets a new one.
Actor Guest::actor_for(const std::string& exe) {
  struct stat file = {};
  if (stat(exe.c_str(), &file) != 0) return {};
  Actor& actor = actors_[{exe, file.st_dev, file.st_ino}];
  if (actor.socket < 0) actor = start_actor(exe);
  return actor;
}

// A task without an audit context is one that was forked while a rule never,task stood.
void Guest::prepare_unborn(const std::vector<std::string>& steps) {
  std::string never_task(1040, '\0');
  never_task[0] = 1;  // the task list, action never, no fields
  for (const std::string& line : steps) {
    if (!line.starts_with("attempt ")) continue;
    Attempt attempt = parse_attempt(line.substr(8));
    if (!attempt.unborn_context) continue;
    const Actor actor = start_actor(attempt.exe);
    Outcome ready;
    attempt.order.wait = 1;
    audit_.add_rule(never_task);
    send_order(actor, attempt.order);
    receive_outcome(actor, ready);
    audit_.delete_rule(never_task);
    unborn_.push_back(actor);
  }
}

void Guest::load(const std::string& text) {
  const std::string path = "/run/modtrail.rules";
  {
    std::ofstream out(path, std::ios::binary);
    out << text;
  }
  chmod(path.c_str(), 0640);
  const Ran ran = run_program({"/usr/sbin/auditctl", "-R", path});
  say("rc " + std::to_string(ran.status));
  say_lines("says", ran.output);
}

void Guest::perform(Made& made, const Actor& actor) {
  const Attempt& attempt = made.attempt;
  if (attempt.needs_unloaded) unload_module(attempt.unload_after);
  if (!attempt.loaded_before.empty() && !module_loaded(attempt.loaded_before)) load_module(attempt.loaded_before);
  if (!send_order(actor, attempt.order) || !receive_outcome(actor, made.outcome)) made.error = "no actor";
  if (!attempt.unload_after.empty()) unload_module(attempt.unload_after);
  if (made.outcome.setup_error != 0) made.error = "set-up: " + std::string(strerror(-made.outcome.setup_error));
}

void Guest::make(const std::string& words) {
  Made made;
  made.attempt = parse_attempt(words);
  made.error = made.attempt.error;
  if (made.error.empty() && made.attempt.unborn_context) {
    perform(made, unborn_.front());
    stop_actor(unborn_.front());
    unborn_.pop_front();
  } else if (made.error.empty()) {
    perform(made, actor_for(made.attempt.exe));
  }
  made_.push_back(made);
}

void Guest::step(const std::string& line) {
  const size_t space = std::min(line.find(' '), line.size());
  const std::string what = line.substr(0, space);
  const std::string rest = line.substr(std::min(space + 1, line.size()));
  if (what == "world") {
    const std::string error = change_world(split(rest));
    if (!error.empty()) say("error " + error);
  } else if (what == "load") {
    load(from_hex(rest));
  } else if (what == "auditctl") {
    std::vector<std::string> words = split(rest);
    words.insert(words.begin(), "/usr/sbin/auditctl");
    const Ran ran = run_program(words);
    say("rc " + std::to_string(ran.status));
    say_lines("says", ran.output);
  } else if (what == "write") {
    const std::string path = rest.substr(0, rest.find(' '));
    write_bytes(path, from_hex(rest.substr(std::min(path.size() + 1, rest.size()))));
  } else if (what == "read") {
    say("bytes " + to_hex(read_bytes(rest)));
  } else if (what == "program") {
    const Ran ran = run_program(split(rest));
    say("rc " + std::to_string(ran.status));
    say_lines("says", ran.output);
  } else if (what == "in") {
    const std::vector<std::string> words = split(rest);
    const Ran ran = run_program({words.begin() + 1, words.end()}, space_of(words[0]));
    say("rc " + std::to_string(ran.status));
    say_lines("says", ran.output);
  } else if (what == "files") {
    for (const auto& [path, bytes] : files_at(rest)) say("file " + path + " " + to_hex(bytes));
  } else if (what == "status") {
    for (const int child : children_) say("status " + status_line(child, rest));
  } else if (what == "background") {
    children_.push_back(start_program(split(rest)));
  } else if (what == "signal") {
    for (const int child : children_) kill(child, std::stoi(rest));
  } else if (what == "wait") {
    usleep(static_cast<useconds_t>(std::stoi(rest)) * 1000);
  } else if (what == "wait-for") {
    for (int i = 0; i < 500 && audit_.daemon() == 0; i++) usleep(10000);
  } else if (what == "wire") {
    say("wire " + std::to_string(audit_.add_rule(from_hex(rest))));
  } else if (what == "list") {
    say_lines("listed", run_program({"/usr/sbin/auditctl", "-l"}).output);
  } else if (what == "dump") {
    for (const std::string& rule : audit_.rules()) say("rule " + to_hex(rule));
  } else if (what == "attempt") {
    make(rest);
  } else {
    say("error unknown step: " + line);
  }
}

void Guest::answer(const Made& made, std::vector<Recorded>& records) {
  const std::string words = described(made.attempt, made.outcome);
  if (!made.error.empty()) return say("attempt error " + escaped(made.error) + " " + words);
  const Order& order = made.attempt.order;
  const auto hit = std::find_if(records.begin(), records.end(), [&](const Recorded& record) {
    return record.pid == made.outcome.pid && record.arch == audit_arch(order.abi) && record.syscall == order.number;
  });
  if (hit == records.end()) return say("attempt lost - " + words);
  say("attempt recorded " + escaped(hit->key) + " " + words);
  records.erase(hit);
}

bool Guest::judge(const std::string& id, const std::vector<std::string>& steps) {
  say("ruleset " + id);
  if (audit_.available()) audit_.reset();
  std::erase_if(actors_, [](const auto& entry) {
    const bool scratch = std::get<0>(entry.first).starts_with("/opt/");
    if (scratch) stop_actor(entry.second);
    return scratch;
  });
  fresh_scratch();
  audit_.take_records();
  made_.clear();
  bool prepared = false;
  for (const std::string& line : steps) {
    if (!prepared && !line.starts_with("world ")) {
      prepare_unborn(steps);
      prepared = true;
    }
    step(line);
  }
  const bool locked = audit_.locked();
  if (audit_.settle() == Settle::TimedOut) say("error the marker did not arrive");
  std::vector<Recorded> records = audit_.take_records();
  for (const Made& made : made_) answer(made, records);
  for (const int child : children_) stop_program(child);
  children_.clear();
  if (locked) say("locked");
  say("end " + id);
  return !locked;
}

void run_job() {
  Guest guest;
  std::ifstream job("/job");
  std::string id;
  std::vector<std::string> steps;
  for (std::string line; std::getline(job, line);) {
    if (line.starts_with("ruleset ")) {
      id = line.substr(8);
      steps.clear();
    } else if (line == "end") {
      if (!guest.judge(id, steps)) return;
    } else {
      steps.push_back(line);
    }
  }
}

std::string first_line(const char* path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

}  // namespace
}  // namespace guest

int main() {
  ioperm(guest::kDebugPort, 1, 1);
  guest::mount_basics();
  setpriority(PRIO_PROCESS, 0, 5);  // kauditd first
  guest::say("boot " + guest::first_line("/proc/sys/kernel/osrelease"));
  guest::say("lsm " + guest::first_line("/sys/kernel/security/lsm"));
  guest::run_job();
  guest::say("bye");
  reboot(RB_POWER_OFF);
}

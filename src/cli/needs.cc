#include "cli/needs.h"

#include <vector>

namespace modtrail {

bool always_needed(const Arguments&) {
  return true;
}

bool judges_host(const Arguments& arguments) {
  return arguments.operands().empty() && !arguments.has("--root") && !arguments.has("--undo");
}

bool reads_host(const Arguments& arguments) {
  return !arguments.has("--root");
}

bool writes_trail(const Arguments& arguments) {
  return arguments.has("--into");
}

bool watches_kernel(const Arguments& arguments) {
  return arguments.value("--from") == "netlink";
}

bool watches_log(const Arguments& arguments) {
  return arguments.value("--from").value_or("log") == "log";
}

bool writes_watch(const Arguments& arguments) {
  return writes_trail(arguments) || writes_output(arguments) || arguments.has("--state") || arguments.has("--learn");
}

bool changes_user(const Arguments& arguments) {
  return arguments.has("--run-as");
}

bool writes_output(const Arguments& arguments) {
  return arguments.has("--output");
}

bool writes_anchors(const Arguments& arguments) {
  return arguments.has("--anchor-to");
}

bool writes_files(const Arguments& arguments) {
  return writes_output(arguments) || arguments.has("--install") || arguments.has("--undo");
}

Result<> keep_needed(const Command& command, const Arguments& arguments) {
  std::vector<Power> powers;
  for (const Need& need : command.needs) {
    if (need.arises(arguments)) powers.push_back(need.power);
  }
  return keep_only(powers);
}

}  // namespace modtrail

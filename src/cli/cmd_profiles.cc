#include <algorithm>
#include <utility>

#include "cli/catalog.h"
#include "cli/commands.h"
#include "modtrail/base/json_writer.h"
#include "modtrail/base/text.h"
#include "modtrail/controls/profile.h"

// `profiles`: a line for each, or what each control of those named demands.
namespace modtrail {

namespace {

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

std::string list_text(const std::vector<Profile>& all) {
  std::size_t width = 0;
  for (const Profile& profile : all) width = std::max(width, profile.name.size());
  std::string out;
  for (const Profile& profile : all) {
    const std::size_t count = profile.controls.size();
    const std::string counted = std::to_string(count) + (count == 1 ? " control " : " controls");
    out +=
        padded(profile.name, width) + "  " + (count < 10 ? " " : "") + counted + "  " + printable(profile.title) + "\n";
  }
  return out;
}

std::string control_text(const Control& control) {
  std::string out = "  " + control.id + "  " + printable(control.title) + "\n";
  if (!control.pool.empty()) out += "    of the nodes of pool " + control.pool + "\n";
  for (const Requirement& requirement : control.requirements) out += "    - " + describe(requirement) + "\n";
  if (!control.checks) return out;
  out += "    scanner (" + control.checks->product + "):";
  for (const std::string& rule : control.checks->rules) out += " " + rule;
  return out + "\n";
}

std::string detail_text(const std::vector<Profile>& chosen) {
  std::string out;
  for (const Profile& profile : chosen) {
    if (!out.empty()) out += "\n";
    out += profile.name + ": " + printable(profile.title) + "\n  " + printable(profile.source) + "\n";
    for (const Control& control : profile.controls) out += control_text(control);
  }
  return out;
}

void write_control(JsonWriter& json, const Control& control) {
  json.begin_object();
  json.key("id").string(control.id);
  json.key("title").string(control.title);
  if (!control.pool.empty()) json.key("pool").string(control.pool);
  json.key("demands").begin_array();
  for (const Requirement& requirement : control.requirements) json.string(describe(requirement));
  json.end_array();
  if (control.checks) {
    json.key("checks").begin_object();
    json.key("product").string(control.checks->product);
    json.key("rules").begin_array();
    for (const std::string& rule : control.checks->rules) json.string(rule);
    json.end_array().end_object();
  }
  json.end_object();
}

std::string json_text(const std::vector<Profile>& chosen) {
  std::string out;
  JsonWriter json(out, JsonWriter::Layout::Indented);
  json.begin_object();
  json.key("schema").string("modtrail.profiles/1");
  json.key("profiles").begin_array();
  for (const Profile& profile : chosen) {
    json.begin_object();
    json.key("name").string(profile.name);
    json.key("title").string(profile.title);
    json.key("source").string(profile.source);
    json.key("controls").begin_array();
    for (const Control& control : profile.controls) write_control(json, control);
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return out + "\n";
}

}  // namespace

int run_profiles(const Program&, const Arguments& arguments) {
  Result<std::vector<Profile>> all = profiles();
  if (!all) return complain(all.error());
  const auto name = [](const Profile& profile) { return std::string_view(profile.name); };
  return print(Catalog<Profile>{"profile", std::move(*all), name, list_text, detail_text, json_text}, arguments);
}

}  // namespace modtrail

#include <algorithm>
#include <map>
#include <set>

#include "modtrail/base/text.h"
#include "modtrail/trail/policy.h"

// A first policy holds to what outlives an update: who signed a module, since the kernel that takes the signature
// vouches for the bytes.  What nobody signed is held to its bytes, and what was seen of no file to its name.  Whatever
// else is known stands beside it as a comment.
namespace modtrail {

namespace {

struct Seen {
  std::string beside;            // a comment
  std::set<std::string> sha256;  // of each file that it came from
};
using Group = std::map<std::string, Seen>;  // by the module's name

bool is_plain(std::string_view text, std::string_view more) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           more.find(c) != std::string_view::npos;
  });
}

std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

std::string comment(const LoadedModule& module, const std::optional<ActorService>& service) {
  const std::string package = module.owner.ownership == Ownership::Package  ? ", of " + module.owner.package
                              : module.owner.ownership == Ownership::Nobody ? ", of no package"
                                                                            : "";
  const bool by_unit = service && service->in == InUnit::Unit;
  return "  # " + printable(module.path + package + (by_unit ? ", loaded by " + service->unit : ""));
}

struct Learned {
  std::map<std::string, Group> by_signer;
  Group by_bytes;
  Group by_name;
  std::set<std::string> names;
  std::set<std::string> odd;  // what could be read as a pattern, or worse
};

void learn(const LearnedModule& module, Learned& learned) {
  if (!is_plain(module.name, "-_")) {
    learned.odd.insert(module.name);
    return;
  }
  learned.names.insert(module.name);
  if (!module.loaded || module.loaded->match != FileMatch::Same) {
    learned.by_name[module.name];
    return;
  }
  const LoadedModule& loaded = *module.loaded;
  const bool is_signed = loaded.signing == Signing::Valid && is_plain(loaded.signer, " .,:_-()@/'+=");
  Seen& seen = is_signed ? learned.by_signer[loaded.signer][module.name] : learned.by_bytes[module.name];
  if (seen.beside.empty() || module.service) seen.beside = comment(loaded, module.service);
  seen.sha256.insert(loaded.sha256);
}

// What is known by its file needs no rule by its name.
void settle(Learned& learned) {
  std::erase_if(learned.by_name, [&](const auto& one) {
    const auto has = [&](const auto& group) { return group.second.contains(one.first); };
    return learned.by_bytes.contains(one.first) || std::any_of(learned.by_signer.begin(), learned.by_signer.end(), has);
  });
}

std::string list(const Group& group) {
  std::string text = "module = [\n";
  for (const auto& [name, seen] : group) text += "  " + quoted(name) + "," + seen.beside + "\n";
  return text + "]\n";
}

std::string head(std::size_t odd) {
  return "# What may come and go here; `modtrail watch --policy` tells of everything else (docs/watch.md).\n"
         "# Written by `modtrail watch --learn` from what it saw: look at each name before you trust it.\n"
         "# Of other names than letters, digits, - and _: " +
         std::to_string(odd) + ", left out.\n";
}

std::string by_file(const Learned& learned) {
  std::string text;
  for (const auto& [signer, group] : learned.by_signer) {
    text += "\n[[allow]]\noperation = \"load\"\nsigner = " + quoted(signer) + "\n" + list(group);
  }
  for (const auto& [name, seen] : learned.by_bytes) {
    text += "\n[[allow]]" + seen.beside + "\noperation = \"load\"\nmodule = " + quoted(name) + "\nsha256 = [";
    for (const std::string& sum : seen.sha256) text += (sum == *seen.sha256.begin() ? "" : ", ") + quoted(sum);
    text += "]\n";
  }
  return text;
}

Group plain_group(const std::set<std::string>& names) {
  Group group;
  for (const std::string& name : names) group[name];
  return group;
}

}  // namespace

std::string print_policy(const std::vector<LearnedModule>& modules) {
  Learned learned;
  for (const LearnedModule& module : modules) learn(module, learned);
  settle(learned);
  const std::string files = by_file(learned);
  std::string text = head(learned.odd.size()) + files;
  if (!learned.by_name.empty()) {
    text += std::string("\n[[allow]]") + (files.empty() ? "\n" : "  # no file of theirs was seen\n") +
            list(learned.by_name);
  }
  if (!files.empty()) {
    text += "\n[[allow]]\noperation = \"unload\"\n" + list(plain_group(learned.names));
  }
  return text;
}

}  // namespace modtrail

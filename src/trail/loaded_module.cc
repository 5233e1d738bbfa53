#include "modtrail/trail/loaded_module.h"

#include "modtrail/base/text.h"

namespace modtrail {

namespace {

void write_signature(JsonWriter& json, const LoadedModule& module) {
  json.key("signature").begin_object();
  json.key("state").string(name(module.signing));
  json.key("signer").string_or_null(module.signer);
  json.key("key_id").string_or_null(module.key_id);
  json.key("digest").string_or_null(module.digest);
  json.end_object();
}

void write_file(JsonWriter& json, const LoadedModule& module) {
  json.key("file").begin_object();
  json.key("path").string_or_null(module.path);
  json.key("unread").string_or_null(module.unread);
  json.key("known").string(name(module.file_known));
  json.key("match").string(name(module.match));
  json.key("sha256").string_or_null(module.sha256);
  json.key("vermagic").string_or_null(module.vermagic);
  json.key("in_tree");
  if (module.unread.empty()) {
    json.boolean(module.in_tree);
  } else {
    json.null();
  }
  write_signature(json, module);
  json.end_object();
}

std::string_view name(Ownership ownership) {
  switch (ownership) {
    case Ownership::Package:
      return "package";
    case Ownership::Nobody:
      return "nobody";
    case Ownership::Unknown:
      break;
  }
  return "unknown";
}

void write_package(JsonWriter& json, const LoadedModule& module) {
  json.key("package").begin_object();
  json.key("owned_by").string(name(module.owner.ownership));
  json.key("name").string_or_null(module.owner.package);
  json.key("unknown_because").string_or_null(module.owner.unknown);
  json.key("known").string(modtrail::name(module.owner_known));
  json.end_object();
}

void write_kernel(JsonWriter& json, const LoadedModule& module) {
  json.key("kernel").begin_object();
  json.key("taints").optional_string(module.taints);
  json.key("checks_signatures").boolean(module.kernel_checks);
  json.key("known").string(modtrail::name(Known::Later));
  json.end_object();
}

std::string when(Known known) {
  return known == Known::AtTheTime ? "as it was then" : "as of later";
}

std::string match_words(FileMatch match) {
  switch (match) {
    case FileMatch::Same:
      return "the one loaded";
    case FileMatch::Other:
      return "not the one loaded";
    case FileMatch::Unknown:
      break;
  }
  return "perhaps the one loaded";
}

std::string signer_words(const LoadedModule& module) {
  const std::string by = module.signer.empty() ? "key " + module.key_id : printable(module.signer);
  switch (module.signing) {
    case Signing::Valid:
      return "signed by " + by + ", which the kernel took";
    case Signing::Invalid:
      return "signed by " + by + ", which the kernel did not take";
    case Signing::Present:
      return "signed by " + by + ", unchecked";
    case Signing::Absent:
      return "not signed";
    case Signing::Unknown:
      break;
  }
  return "";
}

std::string owner_words(const LoadedModule& module) {
  switch (module.owner.ownership) {
    case Ownership::Package:
      return "of package " + printable(module.owner.package);
    case Ownership::Nobody:
      return "of no package";
    case Ownership::Unknown:
      break;
  }
  return module.owner.unknown.empty() ? "" : "package not known: " + printable(module.owner.unknown);
}

void append_part(std::string& line, const std::string& part) {
  if (!part.empty()) line += (line.empty() ? "" : "; ") + part;
}

std::string kernel_words(const LoadedModule& module) {
  if (!module.taints) return "gone by now";
  return module.taints->empty() ? "" : "taints " + printable(*module.taints);
}

}  // namespace

std::string_view name(Known known) {
  return known == Known::AtTheTime ? "at-the-time" : "later";
}

std::string_view name(FileMatch match) {
  switch (match) {
    case FileMatch::Same:
      return "same";
    case FileMatch::Other:
      return "other";
    case FileMatch::Unknown:
      break;
  }
  return "unknown";
}

std::string_view name(Signing signing) {
  switch (signing) {
    case Signing::Valid:
      return "valid";
    case Signing::Invalid:
      return "invalid";
    case Signing::Present:
      return "present";
    case Signing::Absent:
      return "absent";
    case Signing::Unknown:
      break;
  }
  return "unknown";
}

bool tell_unsigned(std::string_view taints) {
  return taints.find('E') != std::string_view::npos;  // TAINT_UNSIGNED_MODULE
}

bool is_unsigned(const LoadedModule& module) {
  if (!module.kernel_checks) return false;
  if (module.taints) return tell_unsigned(*module.taints);
  return module.signing == Signing::Absent;
}

void write_json(JsonWriter& json, const LoadedModule& module) {
  json.begin_object();
  write_file(json, module);
  write_package(json, module);
  write_kernel(json, module);
  json.end_object();
}

std::vector<std::string> lines_of(const LoadedModule& module) {
  std::string file = module.path.empty() ? "file not known" : printable(module.path);
  if (!module.unread.empty()) {
    append_part(file, "not read: " + printable(module.unread));
    append_part(file, kernel_words(module));
    return {file};
  }
  file += ", " + match_words(module.match) + ", " + when(module.file_known) + "; sha256 " + module.sha256;
  std::string rest = signer_words(module);
  append_part(rest, module.in_tree ? "in-tree" : "not in-tree");
  append_part(rest, owner_words(module));
  append_part(rest, "for " + printable(module.vermagic));
  append_part(rest, kernel_words(module));
  return {file, rest};
}

}  // namespace modtrail

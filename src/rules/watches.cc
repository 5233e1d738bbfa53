// -w, -W and -p: the short form of a rule on one file or directory.
#include "builder.h"
#include "modtrail/uapi/perms.h"

namespace modtrail {
namespace {

constexpr std::size_t kMaxName = 255;

Complaint check_path(const Token& word) {
  const std::string_view path = word.text;
  if (path.size() >= kMaxPath) return complain(word, "the path is longer than 4095 bytes");
  if (path.empty() || path.front() != '/') return complain(word, "a watch needs an absolute path");
  const std::size_t last = path.find_last_not_of('/');
  if (last == std::string_view::npos) return std::nullopt;
  const std::size_t slash = path.rfind('/', last);
  if (last - slash > kMaxName) return complain(word, "the last part of the path is longer than 255 bytes");
  return std::nullopt;
}

// auditctl takes the trailing slashes away, so that a link to a directory is no longer followed.
std::string_view strip_slashes(std::string_view path) {
  if (path.size() <= 2) return path;
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  return path;
}

bool is_directory(std::string_view written, std::string_view path, const FileTree* files) {
  if (files == nullptr) return written.back() == '/';
  const auto real = resolve(*files, path, Last::Follow);
  if (!real) return false;
  const auto found = files->lstat(*real);
  return found && found->type == FileType::Directory;
}

bool is_empty(const Rule& rule) {
  return rule.fields.empty() && rule.mask.none();
}

}  // namespace

Complaint add_watch(Builder& builder, const Token& word, const Dialect& dialect, const FileTree* files) {
  builder.syscall_added = true;
  builder.watch_added = true;
  if (auto complaint = check_path(word)) return complaint;
  const std::string_view path = strip_slashes(word.text);
  if (!is_empty(builder.rule) && dialect.watch_must_be_first()) {
    return complain(word, "this auditctl takes a watch only at the start of a rule, without fields or -S before it");
  }
  if (!builder.rule.fields.empty()) return complain(word, "a rule takes one watch, before any field");
  const FieldId id = is_directory(word.text, path, files) ? FieldId::Dir : FieldId::Path;
  builder.rule.mask.set();
  builder.rule.fields.push_back({id, Op::Equal, 0, std::string(path), word.column, word.width});
  builder.rule.fields.push_back({FieldId::Perm, Op::Equal, kPermAll, {}, 0, 0});
  builder.perm_added = true;
  return std::nullopt;
}

Complaint set_watch_perms(Builder& builder, const Token& word) {
  if (word.text.size() > 4) return complain(word, "-p takes at most four of the letters r, w, x, a");
  const auto perms = parse_perms(word.text);
  if (!perms) return complain(word, "-p takes the letters r, w, x, a only");
  std::vector<Field>& fields = builder.rule.fields;
  if (fields.empty()) return complain(word, "-p must follow the watch or a field");
  bool found = false;
  for (Field& field : fields) {
    if (field.id != FieldId::Perm) continue;
    field.value = *perms;
    field.column = word.column;
    field.width = word.width;
    found = true;
  }
  if (!found && fields.size() >= kMaxFields) return complain(word, "a rule holds at most 63 fields");
  if (!found) fields.push_back({FieldId::Perm, Op::Equal, *perms, {}, word.column, word.width});
  builder.perm_added = true;
  return std::nullopt;
}

}  // namespace modtrail

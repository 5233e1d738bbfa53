// augenrules: how the files of rules.d become audit.rules.
//
// The script writes a header line, then has an awk program read all files as one stream: empty lines and comments go,
// the last "-D", the last "-b...", the last "-f..." come first, the last "-e..." comes last, the rest stays in order.
// What can go wrong is kept:
// - up to 4.1 the file names come from `ls -1v` through the shell, which breaks them at blanks; from 4.2 on they come
//   from a glob and `sort -zV`;
// - the files are put together byte by byte: a file without a final newline glues its last line to the next file's
//   first;
// - a carriage return at the end of a line goes since 3.1.1 only;
// - the program means "any blanks" by \s, which mawk up to 1.3.4-20200120 (Debian 11 and 12) reads as "any letters s":
//   there an indented comment stays, and an indented -e 2 locks the rules in the middle of the file.
// The result is then read by auditctl, in pieces of 6143 bytes.
// Source: init.d/augenrules of audit-userspace 3.0, 3.0.9, 4.0.2, 4.1.2, 4.2.1.
#include <algorithm>
#include <set>

#include "modtrail/base/text.h"
#include "modtrail/rules/lines.h"
#include "version_sort.h"

namespace modtrail {
namespace {

constexpr std::string_view kSuffix = ".rules";
constexpr std::string_view kBlanks = " \t\n\v\f\r";
constexpr std::size_t kPiece = 6143;

struct Flavour {
  bool names_break = false;  // at blanks
  bool strips_return = false;
  Awk awk = Awk::MawkOld;
};

Flavour flavour_of(const Machine& machine) {
  const Version& version = machine.auditctl.value;
  return {version < Version{4, 2, 0}, version >= Version{3, 1, 1}, machine.awk.value};
}

// What the awk program takes a line for.
enum class Kind : std::uint8_t { Empty, Comment, DeleteAll, Backlog, Failure, Enabled, Rule };

std::string_view skip(std::string_view line, Awk awk) {
  const std::string_view skipped = awk == Awk::MawkOld ? "s" : kBlanks;
  line.remove_prefix(std::min(line.find_first_not_of(skipped), line.size()));
  return line;
}

Kind kind_of(std::string_view line, Awk awk) {
  if (line.empty()) return Kind::Empty;
  const std::string_view body = skip(line, awk);
  if (body.starts_with('#')) return Kind::Comment;
  if (body.starts_with("-e")) return Kind::Enabled;
  if (body.starts_with("-D") && skip(body.substr(2), awk).empty()) return Kind::DeleteAll;
  if (body.starts_with("-f")) return Kind::Failure;
  if (body.starts_with("-b")) return Kind::Backlog;
  return Kind::Rule;
}

std::string join(const std::string& directory, std::string_view name) {
  if (directory.empty()) return std::string(name);
  return directory + (directory.ends_with('/') ? "" : "/") + std::string(name);
}

struct Source {
  std::string name;
  std::string content;
};

bool holds_rules(std::string_view content) {
  for (const std::string_view line : split(content, '\n')) {
    const std::string_view body = trim(line);
    if (body.starts_with('-') && body.size() > 1) return true;
  }
  return false;
}

// The merge while it goes on.
class Merger {
 public:
  Merger(const FileTree& tree, std::string_view directory, const std::string& prefix, const Machine& machine)
      : tree_(tree), directory_(directory), prefix_(prefix), flavour_(flavour_of(machine)) {}

  Result<Merged> run() {
    std::vector<std::string> names = TRY(tree_.list(directory_));
    std::sort(names.begin(), names.end(), version_less);
    const std::vector<std::string> words = words_of(names);
    TRY(read_files(words));
    TRY(look_at_others(names, words));
    read_lines();
    write_lines();
    return std::move(merged_);
  }

 private:
  struct Record {
    std::string text;
    Origin origin;
  };

  std::string place(std::string_view name) const { return join(prefix_, name); }
  std::string path(std::string_view name) const { return join(directory_, name); }

  // The names as the loop over them sees them.
  std::vector<std::string> words_of(const std::vector<std::string>& names) const {
    std::vector<std::string> words;
    for (const std::string& name : names) {
      if (name.starts_with('.') || !name.ends_with(kSuffix)) continue;
      if (!flavour_.names_break) {
        words.push_back(name);
        continue;
      }
      std::string_view rest = name;
      while (!rest.empty()) {
        const std::size_t end = std::min(rest.find_first_of(" \t\n"), rest.size());
        if (end > 0) words.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
    return words;
  }

  Result<> read_files(const std::vector<std::string>& words) {
    for (const std::string& word : words) {
      const Result<FileInfo> info = stat(tree_, path(word));
      if (info && info->type == FileType::Fifo)
        return fail(place(word) + " is a FIFO: augenrules waits for it for ever and loads nothing");
      if (!info || info->type != FileType::Regular) continue;
      std::string content = TRY(tree_.read(path(word), kFileLimit));
      const auto same = [&](const ReadFile& file) { return file.path == place(word); };
      if (std::none_of(merged_.files.begin(), merged_.files.end(), same)) {
        merged_.files.push_back({place(word), content});
      }
      sources_.push_back({word, std::move(content)});
    }
    return {};
  }

  void add_unread(const std::string& name, std::string reason) {
    const Result<std::string> content = tree_.read(path(name), kFileLimit);
    merged_.unread.push_back({place(name), std::move(reason), content && holds_rules(*content)});
  }

  void add_unread_directory(const std::string& name) {
    bool rules = false;
    const Result<std::vector<std::string>> inside = tree_.list(path(name));
    if (inside) {
      for (const std::string& each : *inside) {
        const Result<std::string> content = tree_.read(join(path(name), each), kFileLimit);
        rules = rules || (each.ends_with(kSuffix) && content && holds_rules(*content));
      }
    }
    merged_.unread.push_back({place(name), "augenrules does not look into directories", rules});
  }

  Result<> look_at_others(const std::vector<std::string>& names, const std::vector<std::string>& words) {
    const std::set<std::string_view> read(words.begin(), words.end());
    for (const std::string& name : names) {
      const Result<FileInfo> info = stat(tree_, path(name));
      if (!info) {
        merged_.unread.push_back({place(name), "it is a link that leads nowhere", name.ends_with(kSuffix)});
      } else if (info->type == FileType::Directory) {
        add_unread_directory(name);
      } else if (info->type == FileType::Fifo) {
        merged_.unread.push_back({place(name), "it is a FIFO: augenrules waits for it for ever", false});
      } else if (info->type != FileType::Regular) {
        merged_.unread.push_back({place(name), "it is not a regular file", name.ends_with(kSuffix)});
      } else if (name.starts_with('.')) {
        add_unread(name, "its name begins with a dot");
      } else if (!name.ends_with(kSuffix)) {
        add_unread(name, "its name does not end in .rules");
      } else if (!read.contains(name)) {
        add_unread(name, "there is a blank in its name: augenrules up to 4.1 breaks the name there");
      }
    }
    return {};
  }

  void add_record(std::string text, Origin origin) {
    if (flavour_.strips_return && text.ends_with('\r')) text.pop_back();
    const Kind kind = kind_of(text, flavour_.awk);
    remark_on_awk(text, origin, kind);
    switch (kind) {
      case Kind::Empty:
      case Kind::Comment:
        return;
      case Kind::DeleteAll:
        delete_all_ = {std::move(text), std::move(origin)};
        return;
      case Kind::Backlog:
        backlog_ = {std::move(text), std::move(origin)};
        return;
      case Kind::Failure:
        failure_ = {std::move(text), std::move(origin)};
        return;
      case Kind::Enabled:
        enabled_ = {std::move(text), std::move(origin)};
        return;
      case Kind::Rule:
        rest_.push_back({std::move(text), std::move(origin)});
        return;
    }
  }

  void add_diagnostic(Level level, std::string_view id, std::string message, const Record& record, std::string hint) {
    merged_.diagnostics.push_back({level, std::string(id), std::move(message), record.origin,
                                   static_cast<std::uint32_t>(record.text.size()), record.text, std::move(hint)});
  }

  // Lines that this awk takes otherwise than the script means.
  void remark_on_awk(const std::string& text, const Origin& origin, Kind kind) {
    if (flavour_.awk != Awk::MawkOld) return;
    const Kind meant = kind_of(text, Awk::Gawk);
    if (kind == meant) return;
    const bool kept = kind == Kind::Rule;
    add_diagnostic(Level::Warning, "awk-keeps-line",
                   kept ? "mawk does not know \\s: augenrules leaves this indented line where it stands"
                        : "mawk reads \\s as the letter s: augenrules moves or drops this line",
                   {text, origin}, "begin the line without a blank");
  }

  void remark_on_glue(const Record& record, std::string_view next_file) {
    add_diagnostic(
        Level::Error, "glued-lines",
        "the file ends without a newline, so the first line of " + std::string(next_file) + " becomes part of this one",
        record, "end the file with a newline");
  }

  // All files as one stream of lines.
  void read_lines() {
    Record open;  // of a file without a final newline
    bool is_open = false;
    for (const Source& source : sources_) {
      std::string_view content = source.content;
      for (std::uint32_t number = 1; !content.empty(); ++number) {
        const std::size_t newline = content.find('\n');
        const std::string_view line = content.substr(0, newline);
        if (!is_open) open = {"", {place(source.name), number, 1}};
        if (is_open && !line.empty()) remark_on_glue(open, place(source.name));
        open.text += line;
        is_open = newline == std::string_view::npos;
        content.remove_prefix(is_open ? content.size() : newline + 1);
        if (!is_open) add_record(std::move(open.text), std::move(open.origin));
      }
    }
    if (is_open) add_record(std::move(open.text), std::move(open.origin));
  }

  void write(Record record) {
    std::uint32_t column = std::max(record.origin.column, 1U);
    while (record.text.size() > kPiece) {
      merged_.lines.push_back({record.text.substr(0, kPiece), {record.origin.file, record.origin.line, column}});
      record.text.erase(0, kPiece);
      column += static_cast<std::uint32_t>(kPiece);
    }
    record.origin.column = column;
    merged_.lines.push_back({std::move(record.text), std::move(record.origin)});
  }

  void write_lines() {
    const Origin whole{prefix_.empty() ? std::string(directory_) : prefix_, 0, 1};
    write({"## This file is automatically generated from /etc/audit/rules.d", whole});
    for (std::optional<Record>* hoisted : {&delete_all_, &backlog_, &failure_}) {
      write(hoisted->value_or(Record{"", whole}));
    }
    for (Record& record : rest_) write(std::move(record));
    write(enabled_.value_or(Record{"", whole}));
  }

  const FileTree& tree_;
  const std::string directory_;
  const std::string& prefix_;
  const Flavour flavour_;
  std::vector<Source> sources_;
  std::optional<Record> delete_all_, backlog_, failure_, enabled_;
  std::vector<Record> rest_;
  Merged merged_;
};

}  // namespace

bool merges_alike(const Merged& merged, const Machine& machine, const Machine& other) {
  const Flavour a = flavour_of(machine);
  const Flavour b = flavour_of(other);
  const auto has_blank = [](const auto& file) { return file.path.find_first_of(kBlanks) != std::string::npos; };
  const auto has_return = [](const ReadFile& file) { return file.content.find('\r') != std::string::npos; };
  const std::vector<ReadFile>& files = merged.files;
  if (a.names_break != b.names_break && (std::any_of(files.begin(), files.end(), has_blank) ||
                                         std::any_of(merged.unread.begin(), merged.unread.end(), has_blank)))
    return false;
  if (a.strips_return != b.strips_return && std::any_of(files.begin(), files.end(), has_return)) return false;
  return a.awk == b.awk;
}

Result<Merged> merge_rules(const FileTree& tree, std::string_view directory, const std::string& prefix,
                           const Machine& machine) {
  return Merger(tree, directory, prefix, machine).run();
}

}  // namespace modtrail

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dialect.h"
#include "modtrail/rules/parse.h"
#include "modtrail/rules/rule.h"
#include "modtrail/rules/ruleset.h"
#include "modtrail/uapi/syscalls.h"
#include "tokens.h"

namespace modtrail {

// What is taken as it stands, but cannot be meant.
struct Remark {
  Token word;
  std::string message;
  std::string_view id;
};

// What auditctl keeps while it reads one line: the rule so far, and which kinds of thing stood on the line.
// A complaint, or nothing where the operation succeeded.
using Complaint = std::optional<Refusal>;
Complaint complain(const Token& word, std::string reason, std::string_view id = "");

struct Builder {
  Rule rule;                         // without its list, action and place
  std::optional<FilterList> add;     // -a -A -w
  std::optional<FilterList> remove;  // -d -W
  Place place = Place::Append;
  std::optional<Action> action;
  std::optional<AuditMachine> machine;  // of the last arch=, or of -S without one
  bool syscall_added = false;           // -S, -w, or a perm= that chose syscalls
  bool watch_added = false;             // -w, -W
  bool perm_added = false;              // perm=, path=, dir=
  bool exe_added = false;
  bool fstype_added = false;
  bool list_keyword_seen = false;  // -a -A -d: once a line
  Complaint unknown_list;          // the list is none, which some versions leave to the kernel to find out
  bool exclude_named = false;      // the exclude list was named on the line
  std::string key;                 // of all -k and -F key=, joined by 0x01
  Token key_word;                  // the last of them
  std::vector<Remark> remarks;
};

// The list that counts for fields: the added rule's before the removed one's.
std::optional<FilterList> list_of(const Builder& builder);

// The most that a rule sent by auditctl can hold.
inline constexpr std::size_t kMaxFields = 63;
inline constexpr std::size_t kMaxKey = 256;
inline constexpr std::size_t kMaxPath = 4096;

// -F name=value.  `list`: nothing before -a, -A, -d and -w.
struct FieldContext {
  const Dialect& dialect;
  const Names& names;
  std::optional<FilterList> list;
};
Complaint add_field(Builder& builder, const Token& word, const FieldContext& context);
// -C a=b.
Complaint add_comparison(Builder& builder, const Token& word, std::optional<FilterList> list);
// -S a,b,c.
Complaint add_syscalls(Builder& builder, const Token& word, const Dialect& dialect);
// -w and -W.
Complaint add_watch(Builder& builder, const Token& word, const Dialect& dialect, const FileTree* files);
// -p.
Complaint set_watch_perms(Builder& builder, const Token& word);
// One more -k or -F key=.
Complaint add_key(Builder& builder, const Token& word, std::string_view key, const Dialect& dialect);
// The keys of the line become the rule's last field.
Complaint finish_key(Builder& builder, const FieldContext& context);

}  // namespace modtrail

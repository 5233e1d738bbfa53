// -F and -C: one field of a rule, in libaudit's order of checks.
//
// The operator is the first of != >= <= &= = > < & (in this order of preference, not of place) that stands anywhere in
// the word, so "key=a!=b" is a field named "key=a".  Values are read by C's strtoul or strtol and cut to 32 bits: what
// follows the digits is ignored, a leading 0 is octal.
#include <algorithm>
#include <array>

#include "builder.h"
#include "modtrail/base/text.h"
#include "modtrail/uapi/errnos.h"
#include "modtrail/uapi/perms.h"
#include "modtrail/uapi/record_types.h"
#include "numbers.h"

namespace modtrail {
namespace {

constexpr std::uint32_t kUnsetValue = 4294967295U;

std::string quoted(std::string_view text) {
  return "'" + std::string(text) + "'";
}

struct Pair {
  std::string_view name;
  Op op = Op::Equal;
  std::string_view value;
};

constexpr std::array kOpsInOrder = {Op::NotEqual, Op::GreaterEqual, Op::LessEqual, Op::BitTest,
                                    Op::Equal,    Op::Greater,      Op::Less,      Op::BitMask};

std::optional<Pair> split_pair(std::string_view text) {
  for (const Op op : kOpsInOrder) {
    const std::string_view sign = symbol(op);
    const std::size_t at = text.find(sign);
    if (at != std::string_view::npos) return Pair{text.substr(0, at), op, text.substr(at + sign.size())};
  }
  return std::nullopt;
}

// One -F while it is read.
struct Reader {
  Builder& builder;
  const Token& word;
  const FieldContext& context;
  Pair pair;
  Field field;
  bool on(FilterList list) const { return context.list == list; }
};

Complaint bad(const Reader& reader, std::string reason, std::string_view id = "") {
  return complain(reader.word, std::move(reason), id);
}

Complaint exit_only(const Reader& reader) {
  return bad(reader, "field " + quoted(name(reader.field.id)) + " works on the exit list only");
}

Complaint need_equality(const Reader& reader) {
  return bad(reader, "field " + quoted(name(reader.field.id)) + " takes = and != only");
}

Complaint need_number(const Reader& reader) {
  return bad(reader, "field " + quoted(name(reader.field.id)) + " takes a number, not " + quoted(reader.pair.value));
}

void remark(Reader& reader, std::string message) {
  reader.builder.remarks.push_back({reader.word, std::move(message), ""});
}

// Digits that mean something else than they look like.
void remark_on_digits(Reader& reader) {
  const std::string_view value = reader.pair.value;
  const Scanned scanned = scan_number(value, 0, Sign::Signed);
  const bool octal = value.size() > 1 && value.front() == '0' && is_digit(value[1]);
  if (scanned.used < value.size()) {
    remark(reader, "auditctl reads " + quoted(value) + " as " + std::string(value.substr(0, scanned.used)) +
                       " and ignores the rest");
  } else if (octal) {
    remark(reader,
           "a leading 0 makes the number octal: " + quoted(value) + " is " + std::to_string(reader.field.value));
  }
}

bool is_equality(Op op) {
  return op == Op::Equal || op == Op::NotEqual;
}

using Table = std::map<std::string, std::uint32_t, std::less<>>;

// Digits, "-N"; false where the value is neither.
bool read_signed(Reader& reader, Sign digits) {
  const std::string_view value = reader.pair.value;
  if (starts_with_digit(value)) {
    reader.field.value = scan_value(value, digits);
  } else if (is_negative_number(value)) {
    reader.field.value = scan_value(value, Sign::Signed);
  } else {
    return false;
  }
  remark_on_digits(reader);
  return true;
}

Complaint read_name(Reader& reader, const Table& table, std::string_view what) {
  const auto found = table.find(reader.pair.value);
  if (found == table.end()) {
    return bad(reader, "no " + std::string(what) + " is named " + quoted(reader.pair.value) +
                           " where the rules are loaded; a number always works");
  }
  reader.field.value = found->second;
  return std::nullopt;
}

Complaint read_user(Reader& reader) {
  if (read_signed(reader, Sign::Unsigned)) return std::nullopt;
  if (reader.pair.value == "unset") {
    reader.field.value = kUnsetValue;
    return std::nullopt;
  }
  return read_name(reader, reader.context.names.users, "user");
}

Complaint read_group(Reader& reader) {
  if (!starts_with_digit(reader.pair.value)) return read_name(reader, reader.context.names.groups, "group");
  reader.field.value = scan_value(reader.pair.value, Sign::Signed);
  return std::nullopt;
}

Complaint read_exit(Reader& reader) {
  if (!reader.on(FilterList::Exit)) return exit_only(reader);
  if (read_signed(reader, Sign::Signed)) return std::nullopt;
  const std::optional<int> number = parse_errno(reader.pair.value);
  if (!number || *number == 0) {
    return bad(reader, quoted(reader.pair.value) + " is no errno; write a number or a name such as -EPERM");
  }
  reader.field.value = static_cast<std::uint32_t>(*number);
  if (*number > 0) {
    remark(reader, "a failing call returns the negative number: " + std::string(symbol(reader.pair.op)) + "-" +
                       std::string(reader.pair.value) + " is what records carry");
  }
  return std::nullopt;
}

Complaint read_message_type(Reader& reader) {
  if (!reader.on(FilterList::Exclude) && !reader.on(FilterList::User)) {
    return bad(reader, "field 'msgtype' works on the exclude and user lists only");
  }
  if (starts_with_digit(reader.pair.value)) {
    reader.field.value = scan_value(reader.pair.value, Sign::Signed);
    return std::nullopt;
  }
  const std::optional<int> type = parse_record_type(reader.pair.value, reader.context.dialect.version());
  if (!type || *type <= 0) return bad(reader, quoted(reader.pair.value) + " is no record type that auditctl knows");
  reader.field.value = static_cast<std::uint32_t>(*type);
  return std::nullopt;
}

Complaint key_needs(const Token& word) {
  return complain(word, "a key needs a syscall (-S), a watch, perm=, exe= or fstype= on the line");
}

bool key_is_due(const Builder& builder) {
  return builder.syscall_added || builder.perm_added || builder.exe_added || builder.fstype_added;
}

Complaint read_text(Reader& reader) {
  const bool exit_kind = info(reader.field.id).kind == FieldKind::Object || reader.field.id == FieldId::Path ||
                         reader.field.id == FieldId::Dir;
  if (exit_kind && !reader.on(FilterList::Exit)) return exit_only(reader);
  if (reader.field.id == FieldId::Path || reader.field.id == FieldId::Dir) reader.builder.perm_added = true;
  if (reader.field.id == FieldId::Exe) {
    if (!is_equality(reader.field.op)) return need_equality(reader);
    reader.builder.exe_added = true;
  }
  const bool key = reader.field.id == FieldId::Key;
  if (key && !key_is_due(reader.builder)) return key_needs(reader.word);
  if (reader.pair.value.size() > (key ? kMaxKey : kMaxPath)) {
    return bad(reader, key ? "a key holds at most 256 bytes" : "the value is longer than 4096 bytes");
  }
  reader.field.text = std::string(reader.pair.value);
  return std::nullopt;
}

// b64, b32, a machine's name, or an AUDIT_ARCH number in hexadecimal.
std::optional<AuditMachine> machine_named(std::string_view text, const Dialect& dialect) {
  if (equal_ignoring_case(text, "b64")) return audit_machine(dialect.arch(), Abi::B64);
  if (equal_ignoring_case(text, "b32")) return audit_machine(dialect.arch(), Abi::B32);
  if (const auto machine = parse_audit_machine(text, dialect.version())) return machine;
  const Scanned scanned = scan_number(text, 16, Sign::Unsigned);
  if (scanned.overflow) return std::nullopt;
  return machine_of_audit_arch(static_cast<std::uint32_t>(scanned.value));
}

Complaint unknown_arch(const Reader& reader) {
  const std::string_view value = reader.pair.value;
  const std::string here(name(reader.context.dialect.arch()));
  if (equal_ignoring_case(value, "b32") || equal_ignoring_case(value, "b64")) {
    return bad(reader, "there is no " + lower(value) + " on " + here + ": auditctl refuses the line");
  }
  return bad(reader, quoted(value) + " is no machine that auditctl knows; write b64 or b32");
}

Complaint read_arch(Reader& reader) {
  if (reader.builder.watch_added) {
    return bad(reader,
               "a watch is for every machine; write -a always,exit -F arch=b64 -F path=... -F perm=... instead");
  }
  if (reader.builder.syscall_added) {
    return bad(reader, "arch must stand before -S: the syscall names were already looked up for another machine",
               "arch-order");
  }
  if (!is_equality(reader.field.op)) return need_equality(reader);
  const std::string_view value = reader.pair.value;
  if (starts_with_digit(value)) {
    const Scanned scanned = scan_number(value, 0, Sign::Unsigned);
    const auto number = static_cast<std::uint32_t>(scanned.value);
    const auto machine = machine_of_audit_arch(number);
    if (scanned.overflow || !machine) return unknown_arch(reader);
    reader.field.value = number;
    reader.builder.machine = machine;
    return std::nullopt;
  }
  const auto machine = machine_named(value, reader.context.dialect);
  if (!machine) return unknown_arch(reader);
  reader.field.value = audit_arch(*machine);
  reader.builder.machine = machine;
  return std::nullopt;
}

// From 3.1.3 on perm= after arch= (or after -S) adds the permission's syscalls to the rule.
Complaint choose_perm_syscalls(Reader& reader, std::uint32_t perms) {
  const Dialect& dialect = reader.context.dialect;
  Builder& builder = reader.builder;
  if (!builder.machine || !dialect.perm_chooses()) return std::nullopt;
  const auto numbers = perm_syscalls(*builder.machine, perms, dialect.version());
  if (!numbers) {
    return bad(reader, "this auditctl turns perm= into syscalls that " + std::string(name(*builder.machine)) +
                           " does not have, and refuses the line; write -w, or perm= before arch=");
  }
  for (const int number : *numbers) builder.rule.mask.set(static_cast<std::size_t>(number));
  builder.syscall_added = true;
  return std::nullopt;
}

Complaint read_perm(Reader& reader) {
  const bool excluded = reader.on(FilterList::Exclude) && reader.context.dialect.perm_on_exclude();
  if (!reader.on(FilterList::Exit) && !excluded) return exit_only(reader);
  if (reader.field.op != Op::Equal) return bad(reader, "field 'perm' takes = only");
  if (reader.pair.value.size() > 4) return bad(reader, "perm takes at most four of the letters r, w, x, a");
  const auto perms = parse_perms(reader.pair.value);
  if (!perms) return bad(reader, "perm takes the letters r, w, x, a only");
  reader.field.value = *perms;
  if (auto complaint = choose_perm_syscalls(reader, *perms)) return complaint;
  reader.builder.perm_added = true;
  return std::nullopt;
}

Complaint read_file_type(Reader& reader) {
  if (!reader.on(FilterList::Exit)) return exit_only(reader);
  const auto type = parse_file_type(reader.pair.value);
  if (!type) {
    return bad(reader,
               quoted(reader.pair.value) + " is no file type; write file, dir, link, socket, block, character or fifo");
  }
  reader.field.value = *type;
  return std::nullopt;
}

Complaint read_fs_type(Reader& reader) {
  if (!reader.on(FilterList::Filesystem)) return bad(reader, "field 'fstype' works on the filesystem list only");
  if (!is_equality(reader.field.op)) return need_equality(reader);
  std::optional<std::uint32_t> type;
  if (starts_with_digit(reader.pair.value)) {
    type = scan_value(reader.pair.value, Sign::Unsigned);
  } else {
    type = parse_fs_type(reader.pair.value, reader.context.dialect.version());
  }
  if (!type || *type == kUnsetValue) {
    return bad(reader, quoted(reader.pair.value) + " is no file system auditctl knows; write its magic number");
  }
  reader.field.value = *type;
  reader.builder.fstype_added = true;
  return std::nullopt;
}

Complaint read_session(Reader& reader) {
  if (!reader.on(FilterList::Exit) && !reader.on(FilterList::User) && !reader.on(FilterList::Exclude)) {
    return bad(reader, "field 'sessionid' works on the exit, user and exclude lists only");
  }
  if (read_signed(reader, Sign::Unsigned)) return std::nullopt;
  if (reader.pair.value == "unset") {
    reader.field.value = kUnsetValue;
  } else {
    remark(reader, "auditctl takes " + quoted(reader.pair.value) + " for session 0");
  }
  return std::nullopt;
}

Complaint read_family(Reader& reader) {
  reader.field.value = scan_value(reader.pair.value, Sign::Unsigned);
  if (reader.field.value >= reader.context.dialect.families())
    return bad(reader, "there is no socket address family of that number");
  return std::nullopt;
}

Complaint read_plain(Reader& reader) {
  const FieldId id = reader.field.id;
  const bool of_exit = id == FieldId::DevMajor || id == FieldId::DevMinor || id == FieldId::Inode ||
                       id == FieldId::Success || id == FieldId::Ppid;
  const bool on_exit = reader.on(FilterList::Exit);
  if (of_exit && id != FieldId::Ppid && !on_exit) return exit_only(reader);
  if (id == FieldId::Inode && !is_equality(reader.field.op)) return need_equality(reader);
  if (id == FieldId::Ppid && !on_exit) return exit_only(reader);
  if (!starts_with_digit(reader.pair.value)) return need_number(reader);
  reader.field.value = scan_value(reader.pair.value, id == FieldId::Inode ? Sign::Unsigned : Sign::Signed);
  remark_on_digits(reader);
  return std::nullopt;
}

Complaint read_value(Reader& reader) {
  switch (info(reader.field.id).kind) {
    case FieldKind::Uid:
    case FieldKind::Auid:
      return read_user(reader);
    case FieldKind::Gid:
      return read_group(reader);
    case FieldKind::Errno:
      return read_exit(reader);
    case FieldKind::MsgType:
      return read_message_type(reader);
    case FieldKind::Subject:
    case FieldKind::Object:
    case FieldKind::Path:
    case FieldKind::Dir:
    case FieldKind::Exe:
    case FieldKind::Key:
      return read_text(reader);
    case FieldKind::Arch:
      return read_arch(reader);
    case FieldKind::Perm:
      return read_perm(reader);
    case FieldKind::FileType:
      return read_file_type(reader);
    case FieldKind::FsType:
      return read_fs_type(reader);
    case FieldKind::Argument:
      return read_signed(reader, Sign::Unsigned) ? Complaint{} : need_number(reader);
    case FieldKind::Session:
      return read_session(reader);
    case FieldKind::Family:
      return read_family(reader);
    case FieldKind::Unsigned:
    case FieldKind::Success:
    case FieldKind::Compare:
    case FieldKind::AuidSet:
      return read_plain(reader);
  }
  return std::nullopt;
}

// The exclude list up to 3.0.9.
bool exclude_takes(FieldId id) {
  constexpr std::array kTaken = {FieldId::Pid,     FieldId::Uid,      FieldId::Gid,      FieldId::Auid,
                                 FieldId::MsgType, FieldId::SubjUser, FieldId::SubjRole, FieldId::SubjType,
                                 FieldId::SubjSen, FieldId::SubjClr,  FieldId::Exe};
  return std::find(kTaken.begin(), kTaken.end(), id) != kTaken.end();
}

Complaint unknown_field(const Token& word, std::string_view field) {
  std::vector<std::string_view> known;
  for (const FieldInfo& each : fields()) known.push_back(each.name);
  std::string reason = quoted(field) + " is no field of an audit rule";
  if (const auto near = nearest(field, known)) reason += "; did you mean " + quoted(*near) + "?";
  return complain(word, std::move(reason));
}

Complaint too_many_fields(const Token& word) {
  return complain(word, "a rule holds at most 63 fields");
}

}  // namespace

Complaint add_field(Builder& builder, const Token& word, const FieldContext& context) {
  if (builder.rule.fields.size() >= kMaxFields) return too_many_fields(word);
  const auto pair = split_pair(word.text);
  if (!pair) return complain(word, "a field needs an operator: name=value");
  if (pair->name.empty()) return complain(word, "there is no field name before the operator");
  if (pair->value.empty()) return complain(word, "there is no value after the operator");
  const auto id = parse_field(pair->name);
  if (!id) return unknown_field(word, pair->name);
  if (context.list == FilterList::Exclude && context.dialect.exclude_is_narrow() && !exclude_takes(*id)) {
    return complain(word, "this auditctl takes only msgtype, pid, uid, gid, auid, subj_* and exe on the exclude list");
  }
  Field field{*id, pair->op, 0, {}, word.column, word.width};
  Reader reader{builder, word, context, *pair, std::move(field)};
  if (auto complaint = read_value(reader)) return complaint;
  builder.rule.fields.push_back(std::move(reader.field));
  return std::nullopt;
}

Complaint add_comparison(Builder& builder, const Token& word, std::optional<FilterList> list) {
  if (builder.rule.fields.size() >= kMaxFields) return too_many_fields(word);
  std::string_view sign = "!=";
  std::size_t at = word.text.find(sign);
  if (at == std::string_view::npos) {
    sign = "=";
    at = word.text.find(sign);
  }
  if (at == std::string_view::npos) return complain(word, "-C compares two fields with = or !=");
  const std::string_view left = word.text.substr(0, at);
  const std::string_view right = word.text.substr(at + sign.size());
  if (left.empty() || right.empty()) return complain(word, "-C needs a field on either side");
  const auto first = parse_field(left);
  if (!first) return unknown_field(word, left);
  const auto second = parse_field(right);
  if (!second) return unknown_field(word, right);
  if (list != FilterList::Exit) return complain(word, "-C works on the exit list only");
  const auto number = comparison_number(*first, *second);
  if (!number) return complain(word, "these two fields cannot be compared: a user id with another, or a group id");
  const Op op = sign == "=" ? Op::Equal : Op::NotEqual;
  builder.rule.fields.push_back({FieldId::FieldCompare, op, *number, {}, word.column, word.width});
  return std::nullopt;
}

Complaint add_key(Builder& builder, const Token& word, std::string_view key, const Dialect& dialect) {
  const std::size_t separator = builder.key.empty() ? 0 : 1;
  if (builder.key.size() + separator + key.size() > kMaxKey) {
    return complain(word, "the keys of a rule hold at most 256 bytes together");
  }
  if (key.find('\x01') != std::string_view::npos && dialect.checks_key_separator()) {
    return complain(word, "a key cannot hold the byte 0x01, which parts keys");
  }
  if (separator != 0) builder.key += '\x01';
  builder.key += key;
  builder.key_word = word;
  return std::nullopt;
}

Complaint finish_key(Builder& builder, const FieldContext& context) {
  if (builder.key.empty()) return std::nullopt;
  for (const std::string_view op : {"!=", ">=", "<=", "&="}) {
    if (builder.key.find(op) == std::string::npos) continue;
    return complain(builder.key_word, "auditctl takes '" + std::string(op) + "' in a key for an operator");
  }
  const std::string pair = "key=" + builder.key;
  Token word = builder.key_word;
  word.text = pair;
  return add_field(builder, word, context);
}

}  // namespace modtrail

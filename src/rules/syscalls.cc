// -S: syscalls, or io_uring operations on that list.
#include <array>

#include "builder.h"
#include "modtrail/base/text.h"
#include "numbers.h"

namespace modtrail {
namespace {

struct UringOp {
  int number;
  std::string_view name;
};
// Those that auditctl has names for (uapi/linux/io_uring.h).  No operation loads a module.
constexpr std::array kUringOps = {
    UringOp{9, "sendmsg"},      UringOp{10, "recvmsg"},          UringOp{13, "accept"},     UringOp{16, "connect"},
    UringOp{17, "fallocate"},   UringOp{18, "openat"},           UringOp{19, "close"},      UringOp{28, "openat2"},
    UringOp{34, "shutdown"},    UringOp{35, "renameat"},         UringOp{36, "unlinkat"},   UringOp{37, "mkdirat"},
    UringOp{38, "symlinkat"},   UringOp{39, "linkat"},           UringOp{40, "msg_ring"},   UringOp{41, "fsetxattr"},
    UringOp{42, "setxattr"},    UringOp{43, "fgetxattr"},        UringOp{44, "getxattr"},   UringOp{46, "uring_cmd"},
    UringOp{48, "sendmsg_zc"},  UringOp{50, "waitid"},           UringOp{51, "futex_wait"}, UringOp{52, "futex_wake"},
    UringOp{53, "futex_waitv"}, UringOp{54, "fixed_fd_install"}, UringOp{55, "ftruncate"},  UringOp{56, "bind"},
    UringOp{57, "listen"},
};

std::optional<int> uring_op(std::string_view name, const Dialect& dialect) {
  constexpr int kFirstOf404 = 54;
  for (const UringOp& op : kUringOps) {
    if (!equal_ignoring_case(op.name, name)) continue;
    if (op.number >= kFirstOf404 && !dialect.since({4, 0, 4})) return std::nullopt;
    return op.number;
  }
  return std::nullopt;
}

// "all": up to the IORING_OP_LAST that auditctl was built with.
SyscallMask every_uring_op() {
  constexpr int kLast = 37;
  SyscallMask mask;
  for (const UringOp& op : kUringOps) {
    if (op.number < kLast) mask.set(static_cast<std::size_t>(op.number));
  }
  return mask;
}

bool on(const Builder& builder, FilterList list) {
  return !builder.unknown_list && (builder.add == list || builder.remove == list);
}

Complaint check_list(const Builder& builder, const Token& word) {
  if (on(builder, FilterList::Task)) return complain(word, "the task list takes no syscalls: it is asked at fork");
  if (on(builder, FilterList::User)) return complain(word, "the user list takes no syscalls");
  if (on(builder, FilterList::Filesystem)) return complain(word, "the filesystem list takes no syscalls");
  if (builder.exclude_named) return complain(word, "the exclude list takes no syscalls");
  return std::nullopt;
}

std::optional<int> call_number(AuditMachine machine, std::string_view name, const Dialect& dialect) {
  const std::optional<KnownSyscall> found = find_syscall(machine, name);
  return found && dialect.since(found->since) ? std::optional(found->number) : std::nullopt;
}

std::optional<int> number_of(const Builder& builder, std::string_view piece, const Dialect& dialect) {
  const bool uring = on(builder, FilterList::IoUring);
  std::optional<int> number =
      uring ? uring_op(piece, dialect)
            : call_number(builder.machine.value_or(native_machine(dialect.arch())), piece, dialect);
  if (!number && starts_with_digit(piece)) {
    number = static_cast<int>(static_cast<std::uint32_t>(scan_number(piece, 0, Sign::Signed).value));
  }
  return number;
}

Complaint unknown_syscall(const Builder& builder, const Token& word, std::string_view piece, const Dialect& dialect) {
  std::string reason = "'" + std::string(piece) + "' is no ";
  if (on(builder, FilterList::IoUring)) return complain(word, reason + "io_uring operation that auditctl knows");
  const AuditMachine machine = builder.machine.value_or(native_machine(dialect.arch()));
  reason += "syscall of " + std::string(name(machine)) + " that auditctl " + to_string(dialect.shown()) + " knows";
  const auto near = nearest(piece, {"init_module", "finit_module", "delete_module", "execve", "execveat"});
  if (near && syscall_number(machine, *near, dialect.shown())) reason += "; did you mean '" + std::string(*near) + "'?";
  return complain(word, std::move(reason));
}

Complaint add_one(Builder& builder, const Token& word, std::string_view piece, const Dialect& dialect) {
  if (piece == "all") {
    if (on(builder, FilterList::IoUring)) {
      builder.rule.mask |= every_uring_op();
    } else {
      builder.rule.mask.set();
    }
    return std::nullopt;
  }
  const auto number = number_of(builder, piece, dialect);
  if (!number || *number < 0 || static_cast<std::size_t>(*number) >= kSyscalls) {
    return unknown_syscall(builder, word, piece, dialect);
  }
  builder.rule.mask.set(static_cast<std::size_t>(*number));
  return std::nullopt;
}

// A piece of a list, with its own place where the word holds no escape.
Token piece_of(const Token& word, std::size_t at, std::size_t size) {
  Token piece = word;
  if (word.text.size() != word.width) return piece;
  piece.column += static_cast<std::uint32_t>(at);
  piece.width = static_cast<std::uint32_t>(size);
  return piece;
}

}  // namespace

Complaint add_syscalls(Builder& builder, const Token& word, const Dialect& dialect) {
  const bool uring = on(builder, FilterList::IoUring);
  if (!uring) {
    if (auto complaint = check_list(builder, word)) return complaint;
    if (!builder.machine) builder.machine = native_machine(dialect.arch());
  }
  // strtok: empty pieces are skipped.
  bool any = false;
  for (std::size_t at = 0; at <= word.text.size();) {
    const std::size_t end = std::min(word.text.find(',', at), word.text.size());
    const std::string_view piece = word.text.substr(at, end - at);
    if (!piece.empty()) {
      any = true;
      if (auto complaint = add_one(builder, piece_of(word, at, piece.size()), piece, dialect)) return complaint;
    }
    at = end + 1;
  }
  if (uring && !any) return complain(word, "-S needs an io_uring operation");
  builder.syscall_added = true;
  return std::nullopt;
}

}  // namespace modtrail

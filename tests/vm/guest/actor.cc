// The process that attempts. Freestanding: it is linked once as a static program of a few kilobytes, copied to every
// path an attempt is to run from, and once as a shared object that is preloaded into /usr/bin/kmod, so that exe= can
// be any program of the guest.
//
// An actor is started long before rules are loaded and serves orders. For each it forks twice: the parent takes the
// identity at birth, and the child, forked after the rules were loaded, is what the task filter and the exit filter
// judge. Nothing is executed in between, so exe stays the actor's own file and suid and fsuid stay as asked.

#include "order.h"

namespace guest {
namespace {

constexpr long kRead = 0, kWrite = 1, kOpen = 2, kClose = 3, kMmap = 9, kGetpid = 39, kSocket = 41, kSendto = 44,
               kRecvfrom = 45, kFork = 57, kExit = 60, kWait4 = 61, kLseek = 8, kGetppid = 110, kSetresuid = 117,
               kSetresgid = 119, kSetfsuid = 122, kSetfsgid = 123, kCapset = 126, kSetgroups = 116, kPersonality = 135,
               kPrctl = 157, kPipe = 22;

long native(long number, uint64_t a = 0, uint64_t b = 0, uint64_t c = 0, uint64_t d = 0, uint64_t e = 0,
            uint64_t f = 0) {
  long result;
  register uint64_t r10 asm("r10") = d;
  register uint64_t r8 asm("r8") = e;
  register uint64_t r9 asm("r9") = f;
  asm volatile("syscall"
               : "=a"(result)
               : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
               : "rcx", "r11", "memory");
  return result;
}

long interrupt80(uint32_t number, const uint64_t* args) {
  long result;
  asm volatile("int $0x80"
               : "=a"(result)
               : "a"(static_cast<uint64_t>(number)), "b"(args[0]), "c"(args[1]), "d"(args[2]), "S"(args[3]),
                 "D"(args[4])
               : "r8", "r9", "r10", "r11", "memory");
  return static_cast<int32_t>(result);
}

uint64_t address(const void* pointer) {
  return reinterpret_cast<uint64_t>(pointer);
}

// All that crosses a fork or is pointed at by a 32-bit call lies in one shared mapping below 4 GiB.
struct Shared {
  Order order;
  Outcome outcome;
  char empty[8];
  uint64_t arguments[3];
  uint32_t arguments32[3];
  char number[32];
};

void fail(Shared* shared, long result) {
  if (result < 0 && shared->outcome.setup_error == 0) shared->outcome.setup_error = static_cast<int32_t>(result);
}

uint32_t read_number(const char* path, Shared* shared) {
  const long fd = native(kOpen, address(path), 0, 0);
  const long size = native(kRead, static_cast<uint64_t>(fd), address(shared->number), sizeof shared->number);
  native(kClose, static_cast<uint64_t>(fd));
  uint32_t value = 0;
  for (long i = 0; i < size && shared->number[i] >= '0' && shared->number[i] <= '9'; i++)
    value = value * 10 + static_cast<uint32_t>(shared->number[i] - '0');
  return value;
}

void write_loginuid(uint32_t auid, Shared* shared) {
  if (read_number("/proc/self/loginuid", shared) == auid) return;
  char* end = shared->number + sizeof shared->number;
  char* begin = end;
  do *--begin = static_cast<char>('0' + auid % 10);
  while ((auid /= 10) != 0);
  const long fd = native(kOpen, address("/proc/self/loginuid"), 1, 0);
  fail(shared, native(kWrite, static_cast<uint64_t>(fd), address(begin), static_cast<uint64_t>(end - begin)));
  native(kClose, static_cast<uint64_t>(fd));
}

// Capabilities stay with the process through every change of ids, so that what an identity may do and who it is are
// chosen apart.
void take_identity(const Identity& who, Shared* shared) {
  constexpr uint64_t kSetSecurebits = 28, kNoSetuidFixup = 1 << 2;
  fail(shared, native(kPrctl, kSetSecurebits, kNoSetuidFixup));
  write_loginuid(who.auid, shared);
  fail(shared, native(kSetgroups, who.group_count, address(who.groups)));
  fail(shared, native(kSetresgid, who.gid, who.egid, who.sgid));
  native(kSetfsgid, who.fsgid);
  fail(shared, native(kSetresuid, who.uid, who.euid, who.suid));
  native(kSetfsuid, who.fsuid);
}

void drop_module_capability(Shared* shared) {
  constexpr uint32_t kVersion3 = 0x20080522, kSysModule = 1U << 16;
  const uint32_t header[2] = {kVersion3, 0};
  const uint32_t data[6] = {~kSysModule, ~0U, 0, 0x1ff, 0x1ff, 0};
  fail(shared, native(kCapset, address(header), address(data)));
}

// AUDIT_SET of the daemon's pid: the process that is registered is exempt from the filter.
void register_auditd(uint32_t pid, Shared* shared) {
  struct {
    uint32_t length, type_flags, sequence, port;
    uint32_t mask, enabled, failure, pid, rest[7];
  } message = {};
  message.length = sizeof message;
  message.type_flags = 1001 | (5U << 16);  // AUDIT_SET; request and acknowledge
  message.mask = 4;                        // AUDIT_STATUS_PID
  message.pid = pid;
  const uint64_t fd = static_cast<uint64_t>(native(kSocket, 16, 3, 9));
  uint32_t kernel[3] = {16, 0, 0};
  char reply[512];
  fail(shared, native(kSendto, fd, address(&message), sizeof message, 0, address(kernel), sizeof kernel));
  native(kRecvfrom, fd, address(reply), sizeof reply);
}

void fill_arguments(Shared* shared) {
  const Order& order = shared->order;
  shared->arguments[0] = address(order.path);
  shared->arguments[1] = order.word[0] != 0 ? address(order.word) : 0;
  for (int i = 0; i < 3; i++) shared->arguments32[i] = static_cast<uint32_t>(shared->arguments[i]);
  const uint64_t arguments = order.abi == Abi::B64 ? address(shared->arguments) : address(shared->arguments32);
  long fd = -1;
  uint64_t size = 0;
  for (uint32_t i = 0; i < kArgs; i++)
    if (order.fill[i] == Fill::OpenFile || order.fill[i] == Fill::MappedFile) {
      fd = native(kOpen, address(order.path), 0, 0);
      size = static_cast<uint64_t>(native(kLseek, static_cast<uint64_t>(fd), 0, 2));
      fail(shared, fd);
    }
  for (uint32_t i = 0; i < kArgs; i++) {
    uint64_t& value = shared->outcome.args[i];
    switch (order.fill[i]) {
      case Fill::Raw:
        value = order.args[i];
        break;
      case Fill::OpenFile:
        value = static_cast<uint64_t>(fd);
        break;
      case Fill::MappedFile:  // readable, private, below 4 GiB
        value = static_cast<uint64_t>(native(kMmap, 0, size, 1, 0x42, static_cast<uint64_t>(fd), 0));
        break;
      case Fill::FileSize:
        value = size;
        break;
      case Fill::Path:
        value = address(order.path);
        break;
      case Fill::Empty:
        value = address(shared->empty);
        break;
      case Fill::Arguments:
        value = arguments;
        break;
      case Fill::Environment:
        value = arguments + (order.abi == Abi::B64 ? 16 : 8);
        break;
    }
  }
}

bool same(const Identity& a, const Identity& b) {
  const char* left = reinterpret_cast<const char*>(&a);
  const char* right = reinterpret_cast<const char*>(&b);
  for (uint64_t i = 0; i < sizeof(Identity); i++)
    if (left[i] != right[i]) return false;
  return true;
}

void attempt(Shared* shared) {
  const Order& order = shared->order;
  Outcome& outcome = shared->outcome;
  if (!same(order.birth, order.now)) take_identity(order.now, shared);
  outcome.auid = read_number("/proc/self/loginuid", shared);
  outcome.sessionid = read_number("/proc/self/sessionid", shared);
  outcome.pid = static_cast<int32_t>(native(kGetpid));
  outcome.ppid = static_cast<int32_t>(native(kGetppid));
  fill_arguments(shared);
  if (order.register_auditd != 0) register_auditd(static_cast<uint32_t>(outcome.pid), shared);
  if (order.drop_capability != 0) drop_module_capability(shared);
  outcome.called = 1;
  const uint64_t* a = outcome.args;
  outcome.exit =
      order.abi == Abi::B32 ? interrupt80(order.number, a) : native(order.number, a[0], a[1], a[2], a[3], a[4]);
  if (order.register_auditd != 0) register_auditd(0, shared);
}

// One order: parent at the identity of birth, child that attempts. A child that is to wait tells that it is born and
// then reads one byte.
struct Gate {
  int born[2], go[2];
};

long fork_attempt(Shared* shared, const Gate& gate) {
  const long parent = native(kFork);
  if (parent != 0) return parent;
  native(kPersonality, shared->order.pers);
  take_identity(shared->order.birth, shared);
  const long child = native(kFork);
  if (child == 0) {
    char go;
    if (shared->order.wait != 0) {
      native(kWrite, static_cast<uint64_t>(gate.born[1]), address("b"), 1);
      native(kRead, static_cast<uint64_t>(gate.go[0]), address(&go), 1);
    }
    attempt(shared);
  } else {
    native(kWait4, static_cast<uint64_t>(child), 0, 0, 0);
  }
  native(kExit, 0);
  return 0;
}

void serve() {
  auto* shared = reinterpret_cast<Shared*>(native(kMmap, 0, (sizeof(Shared) + 4095) & ~4095UL, 3, 0x61,
                                                  static_cast<uint64_t>(-1), 0));  // shared, anonymous, 32 bits
  Gate gate;
  char byte;
  native(kPipe, address(gate.born));
  native(kPipe, address(gate.go));
  while (native(kRead, kActorSocket, address(&shared->order), sizeof(Order)) > 0) {
    shared->outcome = {};
    const long parent = fork_attempt(shared, gate);
    if (shared->order.wait != 0) {
      native(kRead, static_cast<uint64_t>(gate.born[0]), address(&byte), 1);
      native(kWrite, kActorSocket, address(&shared->outcome), sizeof(Outcome));
      native(kRead, kActorSocket, address(&byte), 1);
      native(kWrite, static_cast<uint64_t>(gate.go[1]), address("g"), 1);
    }
    native(kWait4, static_cast<uint64_t>(parent), 0, 0, 0);
    native(kWrite, kActorSocket, address(&shared->outcome), sizeof(Outcome));
  }
  native(kExit, 0);
}

}  // namespace

// The static program: "serve" as its only argument, or it is a tool that somebody executes and does nothing.
extern "C" __attribute__((used)) void actor_main(const uint64_t* stack) {
  const char* last = stack[0] == 2 ? reinterpret_cast<const char*>(stack[2]) : "";
  if (last[0] == 's' && last[1] == 'e' && last[2] == 'r' && last[3] == 'v' && last[4] == 'e' && last[5] == 0) serve();
  native(kExit, 0);
}

// The shared object: whoever preloads it becomes an actor.
extern "C" __attribute__((used)) void actor_init() {
  serve();
}

#ifndef ACTOR_SHARED
asm(".globl _start\n_start:\n mov %rsp, %rdi\n and $-16, %rsp\n call actor_main\n hlt\n");
#endif

}  // namespace guest

// The compiler may call these for copies and clears of structs.
extern "C" void* memset(void* to, int byte, unsigned long size) {
  volatile char* bytes = static_cast<volatile char*>(to);
  for (unsigned long i = 0; i < size; i++) bytes[i] = static_cast<char>(byte);
  return to;
}
extern "C" void* memcpy(void* to, const void* from, unsigned long size) {
  volatile char* out = static_cast<volatile char*>(to);
  const char* in = static_cast<const char*>(from);
  for (unsigned long i = 0; i < size; i++) out[i] = in[i];
  return to;
}

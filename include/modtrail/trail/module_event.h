#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/trail/actor_service.h"
#include "modtrail/trail/event.h"
#include "modtrail/trail/host_names.h"
#include "modtrail/trail/loaded_module.h"
#include "modtrail/uapi/abi.h"
#include "modtrail/uapi/syscalls.h"

// One recorded attempt to load or unload a module, with its meaning (docs/schema/event.schema.json).
namespace modtrail {

// By the errno of the call, on every architecture the same.
enum class ModuleOutcome : std::uint8_t {
  Done,
  Refused,  // EPERM EACCES EKEYREJECTED ENOKEY EKEYEXPIRED EKEYREVOKED EBADMSG ENOPKG: no right, or no good signature
  Absent,   // ENOENT: no such module to unload; a symbol the module needs is missing
  Busy,     // EAGAIN (EWOULDBLOCK), EBUSY: in use, or coming or going
  Exists,   // EEXIST: loaded already
  Invalid,  // ENOEXEC EBADF EINVAL EFAULT ELIBBAD E2BIG ENAMETOOLONG: no module, or no such descriptor, flag or
            // argument
  Failed    // the rest: the module's own init said no, no memory
};
std::string_view name(ModuleOutcome outcome);
std::optional<ModuleOutcome> parse_outcome(std::string_view name);
ModuleOutcome outcome_of(std::int64_t exit);  // 0 and more, and less than -4095: Done

// Who set it off.  What a program could forge, others than these fields would not tell either.
enum class ModuleOrigin : std::uint8_t {
  Login,     // auid is set: somebody logged in
  Autoload,  // auid unset, and the command is the kernel's own call of its helper: PROGRAM -q -- MODULE
  Boot,      // auid unset, and PID 1 or systemd-modules-load did it
  Service,   // auid unset, none of these: a daemon, udev, a container
  Unknown    // no SYSCALL record
};
std::string_view name(ModuleOrigin origin);

// The log does not tell: where there is no SYSCALL record, everything that comes from it is nothing or empty.
struct ModuleEvent {
  EventId id;
  Whole whole = Whole::Yes;
  std::optional<Syscall> syscall;  // init_module, finit_module or delete_module
  std::optional<AuditMachine> machine;
  std::optional<Abi> abi;             // b64, b32, or x32: the number had bit 30 set
  std::optional<std::string> module;  // of KERN_MODULE, any bytes; nothing where there is none or it is "?"
  std::optional<ModuleOutcome> outcome;
  std::optional<bool> success;  // as the kernel says it
  std::optional<std::int64_t> exit;
  std::vector<std::string_view> flags;  // delete_module: O_NONBLOCK O_TRUNC; finit_module: MODULE_INIT_*
  std::optional<std::uint32_t> auid;    // kUnset where nobody logged in
  std::optional<std::uint32_t> uid;
  std::optional<std::uint32_t> gid;
  std::optional<std::uint32_t> session;
  std::optional<std::uint32_t> pid;
  std::optional<std::uint32_t> ppid;
  std::optional<std::string> auid_name;  // as of the log's own host; "unset" is no name
  std::optional<std::string> uid_name;
  std::optional<std::string> gid_name;
  std::optional<std::string> tty;
  std::optional<std::string> comm;
  std::optional<std::string> exe;
  std::optional<std::string> proctitle;  // arguments parted by blanks, as far as the record has them
  std::vector<std::string> command;      // of EXECVE, else of PROCTITLE
  std::optional<std::string> cwd;
  std::optional<std::string> subj;
  std::vector<std::string> keys;
  ModuleOrigin origin = ModuleOrigin::Unknown;
  std::vector<std::string> records;     // the lines as they stand in the log
  std::optional<LoadedModule> loaded;   // of a load that was looked into
  std::optional<ActorService> service;  // where somebody looked for it
};

// "load" or "unload"; nothing where the system call is not known.
std::optional<Operation> operation_of(const ModuleEvent& event);
// errno of a failed call as a positive number, else 0.
int errno_of(const ModuleEvent& event);

// Does the record by itself make its event a module event: a SYSCALL of one of the three calls by any ABI (numbers of
// every machine libaudit knows), or KERN_MODULE?
bool is_module_record(const Record& record);
bool is_module_event(const Event& event);

// Nothing for an event that is none.  Only records of the kernel are read; where a type that there should be one of
// comes twice, the first counts.
std::optional<ModuleEvent> module_event(const Event& event, const HostNames& names);

}  // namespace modtrail

#include "modtrail/base/text.h"
#include "modtrail/base/timestamp.h"
#include "modtrail/trail/encode.h"
#include "modtrail/uapi/attempt.h"
#include "modtrail/uapi/errnos.h"

namespace modtrail {
namespace {

constexpr std::string_view kBreak = "\r\n";  // RFC 4180

// Appends fields, each after the comma it needs.
class Row {
 public:
  explicit Row(std::string& out) : out_(out) {}

  Row& text(std::string_view value) {
    separate();
    const std::string shown = guarded(printable(value));
    if (shown.find_first_of(",\" ") == std::string::npos) {
      out_ += shown;
      return *this;
    }
    out_ += '"';
    for (const char c : shown) out_.append(c == '"' ? 2 : 1, c);
    out_ += '"';
    return *this;
  }
  Row& text(const std::optional<std::string>& value) { return text(std::string_view(value ? *value : std::string())); }

  template <class Number>
  Row& number(const std::optional<Number>& value) {
    separate();
    if (value) out_ += std::to_string(*value);
    return *this;
  }
  Row& id(std::optional<std::uint32_t> value) {
    return value == kUnset ? text(std::string_view("unset")) : number(value);
  }

 private:
  void separate() {
    if (!first_) out_ += ',';
    first_ = false;
  }

  // A tab or a carriage return would be guarded too, but printable() has made them \x09 and \x0d.
  static std::string guarded(std::string shown) {
    const bool formula = !shown.empty() && std::string_view("=+-@").find(shown.front()) != std::string_view::npos;
    return formula ? "'" + shown : shown;
  }

  std::string& out_;
  bool first_ = true;
};

std::string joined(const std::vector<std::string>& keys) {
  std::string out;
  for (const std::string& key : keys) out += (out.empty() ? "" : " ") + key;
  return out;
}

}  // namespace

std::string_view csv_header() {
  return "node,time,serial,operation,module,outcome,syscall,abi,exit,errno,auid,auid_name,uid,uid_name,session,pid,"
         "ppid,"
         "tty,comm,exe,proctitle,keys,origin\r\n";
}

void append_csv(std::string& out, const ModuleEvent& event) {
  const auto operation = operation_of(event);
  const int error = errno_of(event);
  Row row(out);
  row.text(std::string_view(event.id.node)).text(std::string_view(timestamp(event.id.time)));
  row.number(std::optional(event.id.serial)).text(operation ? name(*operation) : std::string_view());
  row.text(event.module).text(event.outcome ? name(*event.outcome) : std::string_view());
  row.text(event.syscall ? name(*event.syscall) : std::string_view());
  row.text(event.abi ? name(*event.abi) : std::string_view()).number(event.exit);
  row.text(error == 0 ? std::string_view() : errno_name(error));
  row.id(event.auid).text(event.auid_name).id(event.uid).text(event.uid_name).id(event.session);
  row.number(event.pid).number(event.ppid).text(event.tty).text(event.comm).text(event.exe).text(event.proctitle);
  row.text(std::string_view(joined(event.keys))).text(name(event.origin));
  out += kBreak;
}

void append_raw(std::string& out, const ModuleEvent& event) {
  for (const std::string& record : event.records) {
    out += record;
    out += '\n';
  }
}

}  // namespace modtrail

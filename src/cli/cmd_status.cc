#include "cli/commands.h"
#include "cli/host_status.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/terminal.h"
#include "cli/verify_options.h"

// `status`: a machine in one page, out of what the other commands find.
namespace modtrail {

namespace {

struct StatusOptions {
  StatusRequest request;
  std::int64_t time = 0;
  OutputOptions output;
};

Result<StatusOptions> read_options(const Arguments& arguments) {
  StatusOptions options;
  options.request.root = arguments.value("--root");
  options.request.trail = arguments.value("--trail");
  options.request.verify = TRY(read_verify_options(arguments));
  options.request.probe = arguments.value("--probe");
  options.time = TRY(time_of_report());
  options.output = TRY(read_output_options(arguments, kProbeFormats[0]));
  return options;
}

std::string render(const HostStatus& status, std::int64_t time, Format format, const TextStyle& style) {
  std::string out;
  if (format == Format::Json) {
    write_status_json(status, time, out);
  } else if (format == Format::Prometheus) {
    write_status_prometheus(status, time, out);
  } else {
    write_status_text(status, style, out);
  }
  return out;
}

Result<int> tell_status(const Arguments& arguments) {
  const StatusOptions options = TRY(read_options(arguments));
  const HostStatus status = read_host_status(options.request);
  TRY(write_outputs(options.output, [&](Format format, const TextStyle& style) {
    return render(status, options.time, format, style);
  }));
  return machine_exit_code(status.verdict);
}

}  // namespace

int run_status(const Program&, const Arguments& arguments) {
  const Result<int> code = tell_status(arguments);
  return code ? *code : complain(code.error());
}

}  // namespace modtrail

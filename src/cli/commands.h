#pragma once

#include "cli/args.h"

// One function a command; each returns the exit code.
namespace modtrail {

int run_check(const Program& program, const Arguments& arguments);
int run_explain(const Program& program, const Arguments& arguments);
int run_findings(const Program& program, const Arguments& arguments);
int run_fix(const Program& program, const Arguments& arguments);
int run_probe(const Program& program, const Arguments& arguments);
int run_search(const Program& program, const Arguments& arguments);
int run_profiles(const Program& program, const Arguments& arguments);
int run_reconcile(const Program& program, const Arguments& arguments);
int run_status(const Program& program, const Arguments& arguments);
int run_verify(const Program& program, const Arguments& arguments);
int run_watch(const Program& program, const Arguments& arguments);
int run_completion(const Program& program, const Arguments& arguments);
int run_version(const Program& program, const Arguments& arguments);
int run_help(const Program& program, const Arguments& arguments);

}  // namespace modtrail

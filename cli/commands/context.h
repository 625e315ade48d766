// What every command gets and gives.
//
// Exit codes are part of the interface: 0 ok, 1 some items failed, 2 usage, 3 not found, 4 a server
// cannot be reached, 5 a server answered with an error.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/output/output.h"

namespace isotherm::cli {

class SuiteClient;

enum class ExitCode {
  kOk = 0,
  kSomeFailed = 1,
  kUsage = 2,
  kNotFound = 3,
  kUnreachable = 4,
  kServerError = 5,
};

// The code that tells `status` best.
ExitCode ExitCodeOf(const absl::Status& status);

// Borrowed parts; they outlive the command.
struct Context {
  Output& out;  // results
  Output& err;  // progress and errors
  bool json = false;
  // Made at the first call: commands that need no server never connect.
  std::function<SuiteClient&()> client;
};

// A command's end: a code, or an error that main prints.
using Result = absl::StatusOr<ExitCode>;

}  // namespace isotherm::cli

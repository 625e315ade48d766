// Turns what SOCI and its back ends throw into the errors of the suite. Internal to this folder:
// the only border at which exceptions are caught.
//
// Thread-safety: pure functions.
#pragma once

#include <exception>
#include <string_view>

#include "absl/status/status.h"

namespace isotherm::sql {

// The documented error of transaction.h for an exception thrown by the statement named `statement`.
absl::Status TranslateException(const std::exception& exception, std::string_view statement);

// A serialisation conflict or deadlock: the transaction did nothing and may run again.
bool IsConflict(const absl::Status& status);

}  // namespace isotherm::sql

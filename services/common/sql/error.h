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

// The same for an exception met while connecting to PostgreSQL, for which SOCI knows no SQLSTATE:
// the server is not there, refuses us or lacks the database, so UNAVAILABLE.
absl::Status TranslateConnectException(const std::exception& exception, std::string_view store);

// A serialisation conflict or deadlock: the transaction did nothing and may run again.
bool IsConflict(const absl::Status& status);

}  // namespace isotherm::sql

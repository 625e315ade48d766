// Takes the value out of an absl::StatusOr where only the status goes on, as in the body of a
// transaction whose results lie outside of it.
//
// Thread-safety: a pure function.
#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace isotherm {

// Moves the value of `from` into `to` and returns OK; on an error returns it and leaves `to` alone.
template <class T, class U>
absl::Status AssignOrStatus(absl::StatusOr<T> from, U& to) {
  if (!from.ok()) return std::move(from).status();
  to = *std::move(from);
  return absl::OkStatus();
}

}  // namespace isotherm

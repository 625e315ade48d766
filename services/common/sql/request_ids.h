// Makes writes repeatable: a request with the same request_id gets the first answer for 24 hours.
//
// Thread-safety and further errors: as database.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/sql/database.h"

namespace isotherm::sql {

inline constexpr absl::Duration kRequestIdLifetime = absl::Hours(24);

// Identifies a request: `request_id` as the caller gave it (a UUID; empty = never remembered) and
// `fingerprint`, the method's name plus the serialised request.
struct RequestKey {
  std::string request_id;
  std::string fingerprint;
};

struct Answer {
  std::string response;  // what `body` returned, then or now
  Commit commit;         // of the transaction that made it
  bool replayed = false;
};

// Runs `body` in a write transaction and remembers its response (a serialised message) in the same
// transaction, unless the request was answered before. Errors of `body` are not remembered.
// INVALID_ARGUMENT: INVALID_REQUEST_ID (not a UUID), REQUEST_ID_REUSED (another fingerprint).
absl::StatusOr<Answer> WriteOnce(
    Database& database, absl::Time deadline, const RequestKey& key,
    absl::FunctionRef<absl::StatusOr<std::string>(WriteTransaction&)> body);

// Forgets ids older than kRequestIdLifetime; returns how many. Call it now and then.
absl::StatusOr<std::int64_t> PruneRequestIds(Database& database, absl::Time deadline);

}  // namespace isotherm::sql

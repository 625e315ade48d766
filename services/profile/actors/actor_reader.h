// GetActor, ListActors, BatchGetActors.
//
// Thread-safety: safe from any thread; blocks. Lifetime: the database outlives it.
// Errors: those the proto documents, and the store's.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "isotherm/profile/v1/profile_service.pb.h"
#include "services/common/sql/database.h"

namespace isotherm::profile {

class ActorReader {
 public:
  explicit ActorReader(sql::Database& database) : database_(database) {}

  // What can be told without the store.
  static absl::Status Check(const v1::GetActorRequest& request);
  // A checked request; freshness is the caller's (freshness_gate.h).
  absl::Status Get(const v1::GetActorRequest& request, absl::Time deadline,
                   v1::GetActorResponse& response);
  absl::Status List(const v1::ListActorsRequest& request, absl::Time deadline,
                    v1::ListActorsResponse& response);
  absl::Status BatchGet(const v1::BatchGetActorsRequest& request, absl::Time deadline,
                        v1::BatchGetActorsResponse& response);

 private:
  sql::Database& database_;
};

}  // namespace isotherm::profile

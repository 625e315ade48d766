// CreateActor, UpdateActor, DeleteActor.
//
// Thread-safety: safe from any thread; blocks. Lifetime: the database outlives it.
// Errors: those the proto documents, and the store's. Every write honours request_id.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "isotherm/profile/v1/profile_service.pb.h"
#include "services/common/sql/database.h"

namespace isotherm::profile {

class ActorWriter {
 public:
  explicit ActorWriter(sql::Database& database) : database_(database) {}

  absl::Status Create(const v1::CreateActorRequest& request, absl::Time deadline,
                      v1::CreateActorResponse& response);
  absl::Status Update(const v1::UpdateActorRequest& request, absl::Time deadline,
                      v1::UpdateActorResponse& response);
  absl::Status Delete(const v1::DeleteActorRequest& request, absl::Time deadline,
                      v1::DeleteActorResponse& response);

 private:
  std::string TokenFor(const sql::Commit& commit) const;

  sql::Database& database_;
};

}  // namespace isotherm::profile

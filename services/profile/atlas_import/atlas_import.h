// Loads an atlas into a profile service, by RPC.
//
// Thread-safety: pure but for the call. Blocks until the service has answered for every actor.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "isotherm/profile/v1/profile_service.grpc.pb.h"
#include "services/common/actors/atlas_reader.h"

namespace isotherm::profile {

struct AtlasImportSummary {
  std::int64_t created = 0;
  std::int64_t replaced = 0;
  std::int64_t unchanged = 0;
  // "actors/x: what is wrong", at most 20 of them; `failed` counts all.
  std::int64_t failed = 0;
  std::vector<std::string> failures;
  std::string consistency_token;  // covers the whole import
};

// Bad actors are counted; the call fails only as a whole, with the service's error.
absl::StatusOr<AtlasImportSummary> ImportAtlas(v1::ProfileService::StubInterface& stub,
                                               const Atlas& atlas, absl::Time deadline);

}  // namespace isotherm::profile

// ResolveMention: says whom a mention means at a date and in a context.
//
// Purpose: the engine's own resolution, so that lookups and document analysis agree, with the
// reason in words. Thread-safety: safe from any thread; blocks. Lifetime: the database outlives it.
// Errors: INVALID_FIELD, and the store's.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "isotherm/profile/v1/profile_service.pb.h"
#include "services/common/sql/database.h"
#include "services/profile/resolve/directory_cache.h"

namespace isotherm::profile {

class MentionResolver {
 public:
  MentionResolver(sql::Database& database, std::shared_ptr<const engine::MentionLexicon> lexicon);

  absl::Status Resolve(const v1::ResolveMentionRequest& request, absl::Time deadline,
                       v1::ResolveMentionResponse& response);

 private:
  sql::Database& database_;
  DirectoryCache directory_;
};

// "surname; President since 2003-10-31".
std::string ResolutionReason(const engine::Resolution& resolution,
                             const engine::ActorDirectory& directory, absl::CivilDay day);

}  // namespace isotherm::profile

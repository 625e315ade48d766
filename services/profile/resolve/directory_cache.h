// The actors of the store as a mention finder, made anew when the store has changed.
//
// Purpose: mentions resolve against all names at once, which takes an index over the whole store;
// one is shared by all calls until a newer revision is there. A call after a write sees the write.
// Thread-safety: safe from any thread; blocks on the store. One thread rebuilds, the others wait.
// Lifetime: the database outlives it; a finder handed out lives as long as its pointer.
#pragma once

#include <cstdint>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/common/sql/database.h"
#include "services/factor_analysis/engine/mentions/mention_finder.h"

namespace isotherm::profile {

class DirectoryCache {
 public:
  DirectoryCache(sql::Database& database, std::shared_ptr<const engine::MentionLexicon> lexicon);

  absl::StatusOr<std::shared_ptr<const engine::MentionFinder>> Current(absl::Time deadline)
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  absl::StatusOr<std::shared_ptr<const engine::MentionFinder>> Build(absl::Time deadline,
                                                                     std::int64_t& revision);

  sql::Database& database_;
  const std::shared_ptr<const engine::MentionLexicon> lexicon_;
  absl::Mutex mutex_;
  std::shared_ptr<const engine::MentionFinder> finder_ ABSL_GUARDED_BY(mutex_);
  std::int64_t revision_ ABSL_GUARDED_BY(mutex_) = -1;
};

}  // namespace isotherm::profile

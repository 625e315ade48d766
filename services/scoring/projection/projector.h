// Turns the mirrored evidence of a leader into the published reading.
//
// Purpose: the one place where evidence, offices, model and clock meet. A projection runs inside
// the write transaction that changed the evidence, so a reader never sees the one without the
// other. Thread-safety: immutable; transactions belong to their thread. Lifetime: the clock
// outlives it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "isotherm/scoring/v1/heat.pb.h"
#include "services/common/clock/clock.h"
#include "services/common/sql/transaction.h"
#include "services/scoring/model/heat_model.h"

namespace isotherm::scoring {

// For which time a published reading holds.
enum class AsOfPolicy {
  kNow,             // the wall clock
  kLatestEvidence,  // the leader's newest scored evidence (backfills, demo)
};

// A publication, for caches.
struct ReadingUpdate {
  std::string leader;                                                         // id
  std::optional<v1::HeatReading> reading;                                     // nullopt = withdrawn
  common::v1::HeatLevel previous_level = common::v1::HEAT_LEVEL_UNSPECIFIED;  // published before
};

// Every transaction that projects takes this lock first: each sees the evidence and offices that
// all earlier ones have written.
absl::Status LockProjections(sql::WriteTransaction& transaction);

class Projector {
 public:
  Projector(HeatModel model, AsOfPolicy policy, const Clock& clock)
      : model_(std::move(model)), policy_(policy), clock_(clock) {}

  const HeatModel& model() const { return model_; }
  AsOfPolicy policy() const { return policy_; }

  // What makes a new reading worth publishing.
  enum class Publish {
    kAnyChange,      // after new evidence: whatever differs
    kVisibleChange,  // after the mere passing of time: what people would notice
  };

  // Recomputes a leader and publishes or withdraws when it changed; adds what it did to `updates`.
  // The transaction holds the lock of LockProjections and, where it applied evidence, has stored
  // the cursor.
  absl::Status Project(sql::WriteTransaction& transaction, std::string_view leader, Publish publish,
                       std::vector<ReadingUpdate>& updates) const;

  // Computes for a time without publishing; `as_of` unset = that of the published reading, with its
  // revision. nullopt when there is no scored evidence (or, with a time, none by then).
  absl::StatusOr<std::optional<v1::HeatExplanation>> Explain(sql::ReadTransaction& transaction,
                                                             std::string_view leader,
                                                             std::optional<absl::Time> as_of) const;

 private:
  absl::Time AsOf(const Evidence& evidence) const;

  const HeatModel model_;
  const AsOfPolicy policy_;
  const Clock& clock_;
};

}  // namespace isotherm::scoring

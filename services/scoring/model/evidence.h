// The scored evidence about one leader in the form the model computes with.
//
// Purpose: validates factors once, drops repeats by id, orders them by (observed, id), and numbers
// claims and publishers, so that reading the heat compares and hashes no strings. Drivers and
// implications are checked and left out: they are not scored.
// Ownership: owns all strings. Thread-safety: immutable after Build.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "services/common/ontology/ontology.h"
#include "services/scoring/model/factor_input.h"

namespace isotherm::scoring {

class Evidence {
 public:
  // One factor; times in days since 1970-01-01 00:00 UTC.
  struct Item {
    double observed = 0.0;
    double end = 0.0;  // infinity = open
    double strength = 0.0;
    double confidence = 0.0;
    std::uint32_t cluster = 0;  // index into clusters()
    std::uint32_t source = 0;   // 0 .. source_count() - 1
    FactorRole role = FactorRole::kStanding;
  };

  // Factors that make one claim: same claim key, domain and direction.
  struct Cluster {
    std::string claim_key;
    Domain domain = Domain::kPublicSupport;
    Direction direction = Direction::kRaises;
    std::uint32_t begin = 0;  // its items are members()[begin .. begin + size), in order
    std::uint32_t size = 0;
  };

  // Repeats of one factor count once. INVALID_ARGUMENT names the factor that is out of range, or
  // two that share an id and differ.
  static absl::StatusOr<Evidence> Build(absl::Span<const FactorInput> factors);

  Evidence() = default;  // no evidence

  const std::vector<Item>& items() const { return items_; }  // by (observed, id)
  const std::vector<std::string>& ids() const { return ids_; }
  const std::vector<Cluster>& clusters() const { return clusters_; }
  absl::Span<const std::uint32_t> members(const Cluster& cluster) const {
    return absl::MakeConstSpan(members_).subspan(cluster.begin, cluster.size);
  }
  const std::vector<std::string>& sources() const { return sources_; }
  bool has_ends() const { return has_ends_; }  // some item stops counting at a known time

 private:
  friend class EvidenceBuilder;

  std::vector<Item> items_;
  std::vector<std::string> ids_;        // of items_, same order
  std::vector<Cluster> clusters_;       // by first item
  std::vector<std::uint32_t> members_;  // item indices by cluster
  std::vector<std::string> sources_;
  bool has_ends_ = false;
};

// Days since 1970-01-01 00:00 UTC, to the microsecond; infinities stay infinite.
double ToDays(absl::Time time);
absl::Time FromDays(double days);

}  // namespace isotherm::scoring

#include "services/factor_analysis/service/analyzer_slot.h"

#include <utility>

#include "services/common/status/errors.h"

namespace isotherm::factor_analysis {

std::shared_ptr<const AnalyzerInUse> AnalyzerSlot::Get() const {
  absl::MutexLock lock(&mutex_);
  return in_use_;
}

void AnalyzerSlot::Set(AnalyzerInUse in_use) {
  auto fresh = std::make_shared<const AnalyzerInUse>(std::move(in_use));
  {
    absl::MutexLock lock(&mutex_);
    in_use_.swap(fresh);
  }
  // `fresh` holds the old one now; freeing a directory takes time that no reader should wait for.
}

absl::Status NotReady() {
  return MakeUnavailable(common::v1::ERROR_REASON_NOT_READY,
                         "the actor mirror is not loaded yet; try again when the profile service "
                         "has answered",
                         absl::Seconds(1));
}

}  // namespace isotherm::factor_analysis

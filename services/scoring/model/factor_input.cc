#include "services/scoring/model/factor_input.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "services/common/strings/view.h"

namespace isotherm::scoring {
namespace {

// 1900-01-01 00:00 UTC in seconds; older evidence is a misread date, not politics of today.
constexpr std::int64_t kEarliestSeconds = -2208988800;

absl::Status Bad(const FactorInput& factor, std::string_view what) {
  const std::string name = factor.id.empty() ? "without id" : absl::StrCat("'", factor.id, "'");
  return absl::InvalidArgumentError(absl::StrCat("factor ", name, ": ", AbslView(what)));
}

}  // namespace

absl::Status Validate(const FactorInput& factor) {
  if (factor.id.empty()) return Bad(factor, "id is empty; give each factor a unique id");
  if (static_cast<int>(factor.role) >= kFactorRoleCount) {
    return Bad(factor, absl::StrCat("role ", static_cast<int>(factor.role), " is unknown"));
  }
  if (static_cast<int>(factor.domain) >= kDomainCount) {
    return Bad(factor, absl::StrCat("domain ", static_cast<int>(factor.domain), " is unknown"));
  }
  const int direction = static_cast<int>(factor.direction);
  if (direction < -1 || direction > 1) {
    return Bad(factor, absl::StrCat("direction ", direction, " is unknown"));
  }
  if (IsScored(factor.role) && factor.direction == Direction::kNone) {
    return Bad(factor, "direction is NONE; a STANDING or CHANGE factor raises or lowers");
  }
  // Written so that NaN fails.
  if (!(factor.strength >= 0.0 && factor.strength <= 3.0)) {
    return Bad(factor, absl::StrCat("strength ", factor.strength, " is outside 0..3"));
  }
  if (!(factor.confidence >= 0.0 && factor.confidence <= 1.0)) {
    return Bad(factor, absl::StrCat("confidence ", factor.confidence, " is outside 0..1"));
  }
  if (factor.observed < absl::FromUnixSeconds(kEarliestSeconds)) {
    const std::string time = absl::FormatTime(factor.observed, absl::UTCTimeZone());
    return Bad(factor, absl::StrCat("observed time ", time, " is before 1900"));
  }
  if (factor.observed == absl::InfiniteFuture()) {
    return Bad(factor, "observed time is infinite");
  }
  if (factor.end.has_value() && *factor.end <= factor.observed) {
    return Bad(factor, "end is not after the observed time");
  }
  return absl::OkStatus();
}

}  // namespace isotherm::scoring

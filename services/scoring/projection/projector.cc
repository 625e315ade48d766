#include "services/scoring/projection/projector.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"
#include "services/scoring/convert/reading_convert.h"
#include "services/scoring/projection/offices.h"
#include "services/scoring/store/cursor_rows.h"
#include "services/scoring/store/factor_rows.h"
#include "services/scoring/store/profile_rows.h"
#include "services/scoring/store/reading_rows.h"

namespace isotherm::scoring {
namespace {

// All that a reading of one leader depends on.
struct Basis {
  Evidence evidence;
  std::optional<profile::v1::Actor> profile;
  Incumbency incumbency;
  std::string display_name;
};

absl::StatusOr<Basis> LoadBasis(sql::ReadTransaction& transaction, std::string_view leader) {
  Basis basis;
  absl::StatusOr<std::vector<FactorInput>> inputs = LoadInputs(transaction, leader);
  if (!inputs.ok()) return inputs.status();
  absl::StatusOr<Evidence> evidence = Evidence::Build(*inputs);
  if (!evidence.ok()) {
    return MakeError(absl::StatusCode::kInternal, common::v1::ERROR_REASON_INTERNAL,
                     absl::StrCat("stored evidence of ", AbslView(leader),
                                  " is out of range: ", evidence.status().message()));
  }
  basis.evidence = *std::move(evidence);
  if (basis.evidence.items().empty()) return basis;
  absl::StatusOr<std::optional<profile::v1::Actor>> profile = LoadProfile(transaction, leader);
  if (!profile.ok()) return profile.status();
  basis.profile = *std::move(profile);
  if (basis.profile) {
    basis.incumbency = ToIncumbency(*basis.profile);
    basis.display_name = basis.profile->display_name();
  }
  if (basis.display_name.empty()) {
    absl::StatusOr<std::string> name = LoadFactorDisplayName(transaction, leader);
    if (!name.ok()) return name.status();
    basis.display_name = name->empty() ? std::string(leader) : *std::move(name);
  }
  return basis;
}

}  // namespace

absl::Time Projector::AsOf(const Evidence& evidence) const {
  const absl::Time now = clock_.Now();
  if (policy_ == AsOfPolicy::kNow) return now;
  // The newest that is not ahead of the clock: a misread date must not carry the leader away.
  const std::vector<Evidence::Item>& items = evidence.items();
  for (auto item = items.rbegin(); item != items.rend(); ++item) {
    const absl::Time observed = FromDays(item->observed);
    if (observed <= now) return observed;
  }
  return now;
}

absl::Status LockProjections(sql::WriteTransaction& transaction) {
  return transaction.Lock("scoring/projections");
}

absl::Status Projector::Project(sql::WriteTransaction& transaction, std::string_view leader,
                                Publish publish, std::vector<ReadingUpdate>& updates) const {
  absl::StatusOr<Basis> basis = LoadBasis(transaction, leader);
  if (!basis.ok()) return basis.status();
  absl::StatusOr<std::optional<v1::HeatReading>> published = LoadReading(transaction, leader);
  if (!published.ok()) return published.status();
  const auto previous_level =
      *published ? (*published)->level() : common::v1::HEAT_LEVEL_UNSPECIFIED;
  if (basis->evidence.items().empty()) {
    if (!*published) return absl::OkStatus();
    updates.push_back({std::string(leader), std::nullopt, previous_level});
    return WithdrawReading(transaction, leader);
  }
  v1::HeatReading reading =
      ToProto(model_.Read(basis->evidence, basis->incumbency, AsOf(basis->evidence)), leader,
              basis->display_name);
  if (*published) {
    const bool changed = publish == Publish::kAnyChange ? !SameReading(**published, reading)
                                                        : VisiblyDifferent(**published, reading);
    if (!changed) return absl::OkStatus();
  }
  const absl::StatusOr<FollowCursor> factors = LoadCursor(transaction, kFactorsCursor);
  if (!factors.ok()) return factors.status();
  reading.set_factor_revision(factors->revision);
  *reading.mutable_compute_time() = ToTimestamp(clock_.Now());
  if (absl::Status status = PublishReading(transaction, leader, reading); !status.ok()) {
    return status;
  }
  updates.push_back({std::string(leader), std::move(reading), previous_level});
  return absl::OkStatus();
}

absl::StatusOr<std::optional<v1::HeatExplanation>> Projector::Explain(
    sql::ReadTransaction& transaction, std::string_view leader,
    std::optional<absl::Time> as_of) const {
  absl::StatusOr<Basis> basis = LoadBasis(transaction, leader);
  if (!basis.ok()) return basis.status();
  absl::StatusOr<std::optional<v1::HeatReading>> published = LoadReading(transaction, leader);
  if (!published.ok()) return published.status();
  if (basis->evidence.items().empty()) return std::nullopt;
  absl::Time time = as_of.value_or(absl::InfiniteFuture());
  if (!as_of) {
    time = *published ? FromTimestamp((*published)->as_of_time()) : AsOf(basis->evidence);
  } else if (FromDays(basis->evidence.items().front().observed) > time) {
    return std::nullopt;
  }
  const Explanation explanation = model_.Explain(basis->evidence, basis->incumbency, time);
  v1::HeatExplanation out;
  *out.mutable_reading() = ToProto(explanation.reading, leader, basis->display_name);
  if (!as_of && *published) {
    out.mutable_reading()->set_revision((*published)->revision());
    out.mutable_reading()->set_factor_revision((*published)->factor_revision());
    *out.mutable_reading()->mutable_compute_time() = (*published)->compute_time();
  } else {
    *out.mutable_reading()->mutable_compute_time() = ToTimestamp(clock_.Now());
  }
  out.set_baseline_score(explanation.reading.baseline);
  out.set_baseline_reason(DescribeOffice(basis->profile ? &*basis->profile : nullptr, time));
  for (const ClusterContribution& cluster : explanation.clusters) {
    *out.add_contributions() = ToProto(cluster);
  }
  absl::StatusOr<std::vector<factor::v1::Factor>> factors = LoadFactors(transaction, leader);
  if (!factors.ok()) return factors.status();
  for (factor::v1::Factor& factor : *factors) {
    if (FromTimestamp(factor.observed_time()) <= time) *out.add_factors() = std::move(factor);
  }
  return out;
}

}  // namespace isotherm::scoring

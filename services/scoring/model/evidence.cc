#include "services/scoring/model/evidence.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"

namespace isotherm::scoring {
namespace {

constexpr double kMicrosPerDay = 86'400e6;

bool Same(const FactorInput& a, const FactorInput& b) {
  return a.claim_key == b.claim_key && a.source == b.source && a.role == b.role &&
         a.domain == b.domain && a.direction == b.direction && a.strength == b.strength &&
         a.confidence == b.confidence && a.observed == b.observed && a.end == b.end;
}

}  // namespace

double ToDays(absl::Time time) {
  if (time == absl::InfinitePast()) return -std::numeric_limits<double>::infinity();
  if (time == absl::InfiniteFuture()) return std::numeric_limits<double>::infinity();
  return static_cast<double>(absl::ToUnixMicros(time)) / kMicrosPerDay;
}

absl::Time FromDays(double days) {
  if (std::isinf(days)) return days < 0 ? absl::InfinitePast() : absl::InfiniteFuture();
  return absl::FromUnixMicros(std::llround(days * kMicrosPerDay));
}

// Numbers claims and publishers in the order of the sorted factors.
class EvidenceBuilder {
 public:
  void Add(const FactorInput& factor) {
    Evidence::Item item;
    item.observed = ToDays(factor.observed);
    item.end = ToDays(factor.end.value_or(absl::InfiniteFuture()));
    item.strength = factor.strength;
    item.confidence = factor.confidence;
    item.role = factor.role;
    item.cluster = ClusterOf(factor);
    item.source = SourceOf(factor);
    out_.has_ends_ = out_.has_ends_ || std::isfinite(item.end);
    ++out_.clusters_[item.cluster].size;
    out_.items_.push_back(item);
    out_.ids_.push_back(factor.id);
  }

  Evidence Finish() && {
    std::uint32_t begin = 0;
    for (Evidence::Cluster& cluster : out_.clusters_) {
      cluster.begin = begin;
      begin += std::exchange(cluster.size, 0);
    }
    out_.members_.resize(begin);
    for (std::uint32_t i = 0; i < out_.items_.size(); ++i) {
      Evidence::Cluster& cluster = out_.clusters_[out_.items_[i].cluster];
      out_.members_[cluster.begin + cluster.size++] = i;
    }
    return std::move(out_);
  }

 private:
  // Claim key, or the id of a factor whose claim is its own; then domain and direction.
  using ClusterKey = std::tuple<std::string_view, std::string_view, Domain, Direction>;

  std::uint32_t ClusterOf(const FactorInput& factor) {
    const ClusterKey key{
        factor.claim_key,
        factor.claim_key.empty() ? std::string_view(factor.id) : std::string_view(), factor.domain,
        factor.direction};
    const auto [it, is_new] = clusters_.try_emplace(key, out_.clusters_.size());
    if (is_new) {
      Evidence::Cluster cluster;
      cluster.claim_key = factor.claim_key;
      cluster.domain = factor.domain;
      cluster.direction = factor.direction;
      out_.clusters_.push_back(std::move(cluster));
    }
    return it->second;
  }

  std::uint32_t SourceOf(const FactorInput& factor) {
    const auto [it, is_new] = sources_.try_emplace(factor.source, out_.sources_.size());
    if (is_new) out_.sources_.push_back(factor.source);
    return it->second;
  }

  Evidence out_;
  absl::flat_hash_map<ClusterKey, std::uint32_t> clusters_;
  absl::flat_hash_map<std::string_view, std::uint32_t> sources_;
};

absl::StatusOr<Evidence> Evidence::Build(absl::Span<const FactorInput> factors) {
  absl::flat_hash_map<std::string_view, const FactorInput*> by_id;
  by_id.reserve(factors.size());
  std::vector<const FactorInput*> ordered;
  ordered.reserve(factors.size());
  for (const FactorInput& factor : factors) {
    if (absl::Status status = Validate(factor); !status.ok()) return status;
    const auto [it, is_new] = by_id.try_emplace(factor.id, &factor);
    if (!is_new) {
      if (Same(*it->second, factor)) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("factor '", factor.id, "': given twice with different content"));
    }
    if (IsScored(factor.role)) ordered.push_back(&factor);
  }
  const auto before = [](const FactorInput* a, const FactorInput* b) {
    if (a->observed != b->observed) return a->observed < b->observed;
    return a->id < b->id;
  };
  // Stores hand factors over in this order already.
  if (!std::is_sorted(ordered.begin(), ordered.end(), before)) {
    std::sort(ordered.begin(), ordered.end(), before);
  }
  EvidenceBuilder builder;
  for (const FactorInput* factor : ordered) builder.Add(*factor);
  return std::move(builder).Finish();
}

}  // namespace isotherm::scoring

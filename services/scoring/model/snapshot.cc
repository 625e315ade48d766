#include "services/scoring/model/snapshot.h"

#include <algorithm>
#include <cmath>

#include "services/scoring/model/accumulation.h"
#include "services/scoring/model/cluster.h"

namespace isotherm::scoring {
namespace {

// Adds up, per source, the freshest confident report of each claim.
class SourceTally {
 public:
  explicit SourceTally(std::size_t sources) : mass_(sources), best_(sources), round_(sources) {}

  void StartCluster() {
    ++current_;
    cluster_sources_ = 0;
  }
  void Add(std::uint32_t source, double mass) {
    if (round_[source] != current_) {
      round_[source] = current_;
      best_[source] = 0.0;
      ++cluster_sources_;
    }
    if (mass > best_[source]) {
      mass_[source] += mass - best_[source];
      best_[source] = mass;
    }
  }
  int cluster_sources() const { return cluster_sources_; }

  void Finish(Snapshot& snapshot) const {
    ExactSum effective;
    for (std::size_t s = 0; s < mass_.size(); ++s) {
      if (round_[s] == 0) continue;
      ++snapshot.sources;
      effective.Add(1.0 - std::exp2(-mass_[s]));
    }
    snapshot.effective_sources = effective.value();
  }

 private:
  std::vector<double> mass_;
  std::vector<double> best_;  // in the current cluster
  std::vector<std::uint32_t> round_;
  std::uint32_t current_ = 0;
  int cluster_sources_ = 0;
};

class SnapshotTaker {
 public:
  SnapshotTaker(const HeatParameters& parameters, const Evidence& evidence, double as_of)
      : parameters_(parameters),
        evidence_(evidence),
        as_of_(as_of),
        tally_(evidence.sources().size()),
        scratch_(evidence.sources().size()) {}

  Snapshot Take(std::vector<ClusterDetail>* details) {
    for (std::uint32_t c = 0; c < evidence_.clusters().size(); ++c) AddCluster(c, details);
    out_.raising = sums_[1].value();
    out_.lowering = sums_[0].value();
    out_.change_raising = change_sums_[1].value();
    out_.change_lowering = change_sums_[0].value();
    tally_.Finish(out_);
    return out_;
  }

 private:
  void AddCluster(std::uint32_t index, std::vector<ClusterDetail>* details) {
    const Evidence::Cluster& cluster = evidence_.clusters()[index];
    const DomainParameters& domain = parameters_.domain(cluster.domain);
    Collect(cluster, domain);
    if (reports_.empty()) return;
    if (reports_.size() > 1) std::sort(reports_.begin(), reports_.end(), ReportBefore);
    const ClusterValue value = EvaluateCluster(reports_, scratch_, &shares_);
    const int side = cluster.direction == Direction::kRaises ? 1 : 0;
    sums_[side].Add(value.heat);
    ++out_.clusters;
    for (std::size_t i = 0; i < reports_.size(); ++i) {
      const Evidence::Item& item = evidence_.items()[reports_[i].item];
      if (item.role == FactorRole::kChange && as_of_ - item.observed < kChangeWindowDays) {
        change_sums_[side].Add(shares_[i]);
      }
    }
    if (details != nullptr) details->push_back(Detail(index, domain, value));
  }

  // Fills `reports_` with the members in force.
  void Collect(const Evidence::Cluster& cluster, const DomainParameters& domain) {
    reports_.clear();
    tally_.StartCluster();
    for (const std::uint32_t index : evidence_.members(cluster)) {
      const Evidence::Item& item = evidence_.items()[index];
      if (item.observed > as_of_) break;  // members stand in the order of time
      if (item.end <= as_of_) continue;
      const double freshness = std::exp2((item.observed - as_of_) / domain.half_life_days);
      const double weight = domain.weight[static_cast<int>(item.role)];
      reports_.push_back({weight * item.strength * freshness, item.confidence, item.source, index});
      tally_.Add(item.source, item.confidence * freshness);
      ++out_.factors;
      out_.newest = out_.factors == 1 ? item.observed : std::max(out_.newest, item.observed);
    }
  }

  ClusterDetail Detail(std::uint32_t index, const DomainParameters& domain,
                       const ClusterValue& value) const {
    ClusterDetail detail;
    detail.cluster = index;
    detail.heat = value.heat;
    detail.confidence = value.confidence;
    detail.sources = tally_.cluster_sources();
    const Evidence::Item& top = evidence_.items()[reports_.front().item];
    detail.freshness = std::exp2((top.observed - as_of_) / domain.half_life_days);
    // The mean of the reports' strengths by their share of the joint confidence.
    ExactSum strength;
    double shared = 0.0;
    for (std::size_t i = 0; i < reports_.size(); ++i) {
      const Report& report = reports_[i];
      detail.items.push_back({report.item, shares_[i]});
      const double confidence = report.height > 0.0 ? shares_[i] / report.height : 0.0;
      strength.Add(confidence * evidence_.items()[report.item].strength);
      shared += confidence;
    }
    detail.strength = shared > 0.0 ? strength.value() / shared : top.strength;
    return detail;
  }

  const HeatParameters& parameters_;
  const Evidence& evidence_;
  const double as_of_;
  SourceTally tally_;
  ClusterScratch scratch_;
  std::vector<Report> reports_;
  std::vector<double> shares_;
  ExactSum sums_[2];         // lowering, raising
  ExactSum change_sums_[2];  // the same
  Snapshot out_;
};

}  // namespace

Snapshot TakeSnapshot(const HeatParameters& parameters, const Evidence& evidence, double as_of,
                      std::vector<ClusterDetail>* details) {
  return SnapshotTaker(parameters, evidence, as_of).Take(details);
}

}  // namespace isotherm::scoring

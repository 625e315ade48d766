#include "services/scoring/model/replay.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "services/scoring/model/accumulation.h"
#include "services/scoring/model/cluster.h"
#include "services/scoring/model/hysteresis.h"

namespace isotherm::scoring {
namespace {

// The path looks at this many of a cluster's strongest reports, which bounds the cost of a claim
// that thousands repeat; what they leave to doubt is beyond the precision of any cutpoint.
constexpr std::uint32_t kManyReports = 256;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Sums of raising and lowering heat that decay with one half-life.
struct DecayGroup {
  double half_life = 0.0;
  double day_factor = 0.0;          // 2^(-1 / half_life)
  std::array<double, 2> sums = {};  // lowering, raising
};

// What a cluster adds to its group: `heat` as of `time`.
struct ClusterState {
  double heat = 0.0;
  double time = 0.0;
  std::uint32_t active = 0;  // its first `active` slots of the arena hold reports in force
  bool dirty = false;
};

// A report in force. Heights of one cluster decay alike, so their order never changes and is kept
// by log2(weight * strength) + observed / half_life.
struct ActiveReport {
  double log_height = 0.0;
  double confidence = 0.0;
  std::uint32_t source = 0;
  std::uint32_t item = 0;
};

class Path {
 public:
  Path(const HeatParameters& parameters, const Evidence& evidence,
       const IncumbencyCurve& incumbency, double as_of)
      : parameters_(parameters),
        evidence_(evidence),
        incumbency_(incumbency),
        as_of_(as_of),
        scratch_(evidence.sources().size()),
        tracker_(parameters) {
    for (int d = 0; d < kDomainCount; ++d) {
      const double half_life = parameters.domains[d].half_life_days;
      const auto same = [half_life](const DecayGroup& g) { return g.half_life == half_life; };
      auto it = std::find_if(groups_.begin(), groups_.end(), same);
      if (it == groups_.end()) {
        groups_.push_back({half_life, std::exp2(-1.0 / half_life), {}});
        it = groups_.end() - 1;
      }
      group_of_[d] = static_cast<int>(it - groups_.begin());
    }
    clusters_.resize(evidence.clusters().size());
    arena_.resize(evidence.items().size());
    if (evidence.has_ends()) CollectEnds();
  }

  PathEnd Walk(double final_heat);

 private:
  void CollectEnds();
  double NextEvent() const;
  bool Settled() const;
  void AdvanceTo(double time);
  void ApplyEventsAt(double time);
  void Insert(std::uint32_t item);
  void Remove(std::uint32_t item);
  void MarkDirty(std::uint32_t cluster);
  void Refresh(std::uint32_t cluster, double time);
  double ValueAt(std::uint32_t cluster, double time);
  double HeatNow() const;
  double HeatAhead(double time) const;

  const HeatParameters& parameters_;
  const Evidence& evidence_;
  const IncumbencyCurve& incumbency_;
  const double as_of_;

  std::vector<DecayGroup> groups_;
  std::array<int, kDomainCount> group_of_ = {};
  std::vector<ClusterState> clusters_;
  std::vector<ActiveReport> arena_;  // by Evidence::Cluster::begin
  std::vector<std::uint32_t> dirty_;
  std::vector<std::uint32_t> ends_;  // items with an end, by end
  std::vector<Report> reports_;
  ClusterScratch scratch_;
  LevelTracker tracker_;

  double now_ = 0.0;
  std::size_t next_item_ = 0;
  std::size_t next_end_ = 0;
  std::size_t next_boundary_ = 0;
};

void Path::CollectEnds() {
  for (std::uint32_t i = 0; i < evidence_.items().size(); ++i) {
    if (std::isfinite(evidence_.items()[i].end)) ends_.push_back(i);
  }
  std::stable_sort(ends_.begin(), ends_.end(), [this](std::uint32_t a, std::uint32_t b) {
    return evidence_.items()[a].end < evidence_.items()[b].end;
  });
}

double Path::NextEvent() const {
  double next = kInfinity;
  if (next_item_ < evidence_.items().size()) next = evidence_.items()[next_item_].observed;
  if (next_end_ < ends_.size()) next = std::min(next, evidence_.items()[ends_[next_end_]].end);
  const std::vector<double>& boundaries = incumbency_.boundaries();
  if (next_boundary_ < boundaries.size()) next = std::min(next, boundaries[next_boundary_]);
  return next;
}

// Nothing decays any more, so the midnights until the next event bring nothing new.
bool Path::Settled() const {
  constexpr double kNothing = 1e-12;
  for (const DecayGroup& group : groups_) {
    if (std::abs(group.sums[0]) > kNothing || std::abs(group.sums[1]) > kNothing) return false;
  }
  return !incumbency_.MovesAt(now_);
}

void Path::AdvanceTo(double time) {
  const double days = time - now_;
  for (DecayGroup& group : groups_) {
    const double factor = days == 1.0 ? group.day_factor : std::exp2(-days / group.half_life);
    group.sums[0] *= factor;
    group.sums[1] *= factor;
  }
  now_ = time;
}

void Path::ApplyEventsAt(double time) {
  const std::vector<Evidence::Item>& items = evidence_.items();
  while (next_item_ < items.size() && items[next_item_].observed == time) {
    Insert(static_cast<std::uint32_t>(next_item_++));
  }
  while (next_end_ < ends_.size() && items[ends_[next_end_]].end == time) {
    Remove(ends_[next_end_++]);
  }
  const std::vector<double>& boundaries = incumbency_.boundaries();
  while (next_boundary_ < boundaries.size() && boundaries[next_boundary_] <= time) ++next_boundary_;
  for (const std::uint32_t cluster : dirty_) Refresh(cluster, time);
  dirty_.clear();
}

void Path::MarkDirty(std::uint32_t cluster) {
  if (std::exchange(clusters_[cluster].dirty, true)) return;
  dirty_.push_back(cluster);
}

void Path::Insert(std::uint32_t index) {
  const Evidence::Item& item = evidence_.items()[index];
  const Evidence::Cluster& cluster = evidence_.clusters()[item.cluster];
  const DomainParameters& domain = parameters_.domain(cluster.domain);
  const double weighted = domain.weight[static_cast<int>(item.role)] * item.strength;
  const double log_height =
      cluster.size == 1 ? 0.0 : std::log2(weighted) + item.observed / domain.half_life_days;
  const ActiveReport added{log_height, item.confidence, item.source, index};
  const auto begin = arena_.begin() + cluster.begin;
  auto end = begin + clusters_[item.cluster].active;
  // A report that a better one of the same source outlives never counts: most copies end here.
  const auto dominates = [this](const ActiveReport& a, const ActiveReport& b) {
    return a.source == b.source && a.log_height >= b.log_height && a.confidence >= b.confidence &&
           evidence_.items()[a.item].end >= evidence_.items()[b.item].end;
  };
  if (std::any_of(begin, end, [&](const ActiveReport& a) { return dominates(a, added); })) return;
  end = std::remove_if(begin, end, [&](const ActiveReport& b) { return dominates(added, b); });
  const auto before = [](const ActiveReport& a, const ActiveReport& b) {
    if (a.log_height != b.log_height) return a.log_height > b.log_height;
    if (a.confidence != b.confidence) return a.confidence > b.confidence;
    return a.item < b.item;
  };
  const auto at = std::upper_bound(begin, end, added, before);
  std::copy_backward(at, end, end + 1);
  *at = added;
  clusters_[item.cluster].active = static_cast<std::uint32_t>(end + 1 - begin);
  MarkDirty(item.cluster);
}

void Path::Remove(std::uint32_t index) {
  const std::uint32_t cluster_index = evidence_.items()[index].cluster;
  const auto begin = arena_.begin() + evidence_.clusters()[cluster_index].begin;
  const auto end = begin + clusters_[cluster_index].active;
  const auto kept =
      std::remove_if(begin, end, [index](const ActiveReport& a) { return a.item == index; });
  if (kept == end) return;  // it had been dominated
  clusters_[cluster_index].active = static_cast<std::uint32_t>(kept - begin);
  MarkDirty(cluster_index);
}

double Path::ValueAt(std::uint32_t index, double time) {
  const Evidence::Cluster& cluster = evidence_.clusters()[index];
  const DomainParameters& domain = parameters_.domain(cluster.domain);
  reports_.clear();
  for (std::uint32_t i = 0; i < clusters_[index].active; ++i) {
    const ActiveReport& active = arena_[cluster.begin + i];
    const Evidence::Item& item = evidence_.items()[active.item];
    const double freshness =
        item.observed == time ? 1.0 : std::exp2((item.observed - time) / domain.half_life_days);
    const double weight = domain.weight[static_cast<int>(item.role)];
    reports_.push_back(
        {weight * item.strength * freshness, item.confidence, item.source, active.item});
    if (i + 1 == kManyReports) break;
  }
  return reports_.empty() ? 0.0 : EvaluateCluster(reports_, scratch_).heat;
}

void Path::Refresh(std::uint32_t index, double time) {
  const Evidence::Cluster& cluster = evidence_.clusters()[index];
  ClusterState& state = clusters_[index];
  DecayGroup& group = groups_[group_of_[static_cast<int>(cluster.domain)]];
  double& sum = group.sums[cluster.direction == Direction::kRaises ? 1 : 0];
  if (state.heat != 0.0) sum -= state.heat * std::exp2((state.time - time) / group.half_life);
  state.heat = ValueAt(index, time);
  state.time = time;
  state.dirty = false;
  sum += state.heat;
}

double Path::HeatNow() const { return HeatAhead(now_); }

double Path::HeatAhead(double time) const {
  double lowering = 0.0;
  double raising = 0.0;
  for (const DecayGroup& group : groups_) {
    const double factor = time == now_ ? 1.0 : std::exp2((now_ - time) / group.half_life);
    lowering += group.sums[0] * factor;
    raising += group.sums[1] * factor;
  }
  // Rounding may leave a trace below zero where all evidence has ended.
  return incumbency_.HeatAt(time) + Accumulate(std::max(raising, 0.0), parameters_.saturation) -
         Accumulate(std::max(lowering, 0.0), parameters_.saturation);
}

PathEnd Path::Walk(double final_heat) {
  PathEnd result;
  std::array<std::pair<double, PastHeat*>, 2> past = {
      {{as_of_ - 30.0, &result.month_ago}, {as_of_ - 7.0, &result.week_ago}}};
  for (auto& [time, heat] : past) heat->heat = incumbency_.HeatAt(time);

  const bool any = !evidence_.items().empty() && evidence_.items().front().observed <= as_of_;
  if (any) {
    now_ = evidence_.items().front().observed;
    ApplyEventsAt(now_);
    tracker_.Start(now_, HeatNow());
    std::size_t next_past = 0;
    while (true) {
      const double event = NextEvent();
      const bool settled = Settled();
      const double next = settled ? event : std::min(event, std::floor(now_) + 1.0);
      for (; next_past < past.size() && past[next_past].first < std::min(next, as_of_);
           ++next_past) {
        const double time = past[next_past].first;
        if (time >= now_) *past[next_past].second = {true, HeatAhead(time)};
      }
      if (next > as_of_) break;
      AdvanceTo(next);
      if (settled) tracker_.Step(now_, HeatNow());  // what the stretch without events led to
      ApplyEventsAt(now_);
      tracker_.Step(now_, HeatNow());
    }
    tracker_.Step(as_of_, final_heat);
  } else {
    tracker_.Start(as_of_, final_heat);
  }
  result.level = tracker_.level();
  result.level_since = tracker_.since();
  result.previous_level = tracker_.previous_level();
  return result;
}

}  // namespace

PathEnd ReplayPath(const HeatParameters& parameters, const Evidence& evidence,
                   const IncumbencyCurve& incumbency, double as_of, double final_heat) {
  return Path(parameters, evidence, incumbency, as_of).Walk(final_heat);
}

}  // namespace isotherm::scoring

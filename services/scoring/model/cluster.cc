#include "services/scoring/model/cluster.h"

#include <algorithm>

namespace isotherm::scoring {

ClusterValue EvaluateCluster(absl::Span<const Report> reports, ClusterScratch& scratch,
                             std::vector<double>* shares) {
  if (shares != nullptr) shares->assign(reports.size(), 0.0);
  if (reports.size() == 1) {
    const Report& only = reports.front();
    const double heat = only.height * only.confidence;
    if (shares != nullptr) shares->front() = heat;
    return {heat, only.confidence};
  }
  // Below this share of doubt, further reports change nothing that a double can hold.
  constexpr double kNoDoubt = 1e-17;
  const std::uint64_t round = ++scratch.round_;
  double doubt = 1.0;  // product of (1 - c) over the sources so far
  ClusterValue value;
  for (std::size_t i = 0; i < reports.size() && doubt > kNoDoubt; ++i) {
    const Report& report = reports[i];
    ClusterScratch::Seen& seen = scratch.seen_[report.source];
    const double before = seen.round == round ? seen.confidence : 0.0;
    if (report.confidence <= before) continue;
    seen = {round, report.confidence};
    // Raising the source's confidence from `before` takes this much of the doubt. Written so that a
    // first report gains exactly its confidence: copies of it change no bit.
    const double gain = doubt * ((report.confidence - before) / (1.0 - before));
    doubt *= (1.0 - report.confidence) / (1.0 - before);
    value.heat += report.height * gain;
    value.confidence += gain;
    if (shares != nullptr) (*shares)[i] = report.height * gain;
  }
  value.confidence = std::min(value.confidence, 1.0);
  return value;
}

}  // namespace isotherm::scoring

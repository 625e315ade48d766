#include "services/factor_analysis/service/watch_filter.h"

#include "absl/strings/str_cat.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"
#include "services/factor_analysis/identity/resource_names.h"

namespace isotherm::factor_analysis {

absl::StatusOr<std::string> LeaderOfParent(std::string_view parent) {
  if (parent == "leaders/-") return std::string();
  const auto id = ParseLeaderName(parent);
  if (id.has_value()) return std::string(*id);
  return InvalidFields(
      {{"parent", "is neither leaders/- nor a name such as leaders/ilham-aliyev"}});
}

absl::StatusOr<stream::Filter> FactorWatchFilter(std::string_view parent) {
  auto leader = LeaderOfParent(parent.empty() ? "leaders/-" : parent);
  if (!leader.ok()) return leader.status();
  stream::Filter filter;
  filter.canonical = leader->empty() ? "leaders/-" : LeaderName(*leader);
  if (!leader->empty()) {
    filter.by_name = [prefix = absl::StrCat(LeaderName(*leader), "/factors/")](
                         std::string_view name) { return name.starts_with(prefix); };
  }
  return filter;
}

}  // namespace isotherm::factor_analysis

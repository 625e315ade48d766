#include "services/factor_analysis/service/factors.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/ontology/ontology.h"
#include "services/common/ontology/proto_convert.h"
#include "services/common/status/errors.h"
#include "services/factor_analysis/identity/resource_names.h"
#include "services/factor_analysis/service/documents.h"
#include "services/factor_analysis/service/lists.h"
#include "services/factor_analysis/service/watch_filter.h"

namespace isotherm::factor_analysis {
namespace {

namespace pb = factor::v1;

absl::StatusOr<FactorNameParts> PartsOf(const std::string& name) {
  const auto parts = ParseFactorName(name);
  if (parts.has_value()) return *parts;
  return InvalidFields({{"name", "is not a name such as leaders/ilham-aliyev/factors/01hf3k9c2q"}});
}

const std::vector<ListField>& Fields() {
  static const auto& fields = *new std::vector<ListField>{
      EnumField<FactorRole>("role", "role", AllValues<FactorRole>(kFactorRoleCount)),
      EnumField<Domain>("domain", "domain", AllValues<Domain>(kDomainCount)),
      EnumField<Direction>("direction", "direction",
                           {Direction::kLowers, Direction::kNone, Direction::kRaises}),
      DocumentField(), StateField()};
  return fields;
}

// Every read goes to the store itself, which shows each write of any replica at once. So a token
// only needs to be of this store and not of its future.
absl::Status Await(const Parts& parts, const rpc::Call& call,
                   const common::v1::ReadConsistency& wanted) {
  if (wanted.requirement_case() != common::v1::ReadConsistency::kAtLeastAsFresh) {
    return absl::OkStatus();
  }
  auto token = consistency::Token::Parse(wanted.at_least_as_fresh());
  if (!token.ok()) return token.status();
  auto revision = consistency::RequiredRevision(*token, consistency::Service::kFactor,
                                                parts.store.database().store_id());
  if (!revision.ok()) return revision.status();
  if (*revision == 0) return absl::OkStatus();
  return parts.store.AwaitRevision(call.deadline(), *revision);
}

}  // namespace

absl::Status GetFactor(const Parts& parts, const rpc::Call& call,
                       const pb::GetFactorRequest& request, pb::GetFactorResponse& response) {
  auto name = PartsOf(request.name());
  if (!name.ok()) return name.status();
  auto factor =
      parts.store.GetFactor(call.deadline(), std::string(name->leader_id), std::string(name->id));
  if (!factor.ok()) return factor.status();
  *response.mutable_factor() = *std::move(factor);
  return absl::OkStatus();
}

absl::Status ListFactors(const Parts& parts, const rpc::Call& call,
                         const pb::ListFactorsRequest& request, pb::ListFactorsResponse& response) {
  auto leader = LeaderOfParent(request.parent());
  if (!leader.ok()) return leader.status();
  auto list = PrepareList({.method = "ListFactors",
                           .parent = request.parent(),
                           .filter = request.filter(),
                           .page_size = request.page_size(),
                           .page_token = request.page_token(),
                           .active_by_default = true},
                          Fields());
  if (!list.ok()) return list.status();
  if (absl::Status status = Await(parts, call, request.consistency()); !status.ok()) return status;
  if (list->impossible) return absl::OkStatus();
  if (!leader->empty()) list->query.equals.emplace_back("leader", *leader);
  auto page = parts.store.ListFactors(call.deadline(), list->query);
  if (!page.ok()) return page.status();
  for (pb::Factor& factor : page->items) *response.add_factors() = std::move(factor);
  response.set_next_page_token(NextPageToken(list->scope, page->next));
  return absl::OkStatus();
}

absl::Status RetractFactor(const Parts& parts, const rpc::Call& call,
                           const pb::RetractFactorRequest& request,
                           pb::RetractFactorResponse& response) {
  auto name = PartsOf(request.name());
  if (!name.ok()) return name.status();
  if (absl::Status status = CheckReason(request.reason()); !status.ok()) return status;
  const sql::RequestKey key{request.request_id(),
                            absl::StrCat("RetractFactor\n", request.SerializeAsString())};
  auto written = parts.store.RetractFactor(call.deadline(), key, std::string(name->leader_id),
                                           std::string(name->id), request.reason());
  if (!written.ok()) return written.status();
  response = std::move(written->response);
  response.set_consistency_token(parts.TokenOf(written->commit));
  return absl::OkStatus();
}

}  // namespace isotherm::factor_analysis

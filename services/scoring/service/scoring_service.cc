#include "services/scoring/service/scoring_service.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/common/rpc/unary.h"
#include "services/common/status/errors.h"
#include "services/common/strings/view.h"
#include "services/scoring/convert/factor_convert.h"

namespace isotherm::scoring {
namespace {

constexpr int kMaxWatchedLeaders = 1000;

// By the leaders' reading names; empty = all.
absl::StatusOr<stream::Filter> LeadersFilter(const v1::WatchHeatRequest& request) {
  if (request.leaders_size() > kMaxWatchedLeaders) {
    return InvalidFields({{"leaders", absl::StrCat("holds ", request.leaders_size(),
                                                   " names; at most 1,000, or none for all")}});
  }
  std::vector<FieldViolation> violations;
  absl::flat_hash_set<std::string> names;
  for (int i = 0; i < request.leaders_size(); ++i) {
    const std::string_view id = LeaderIdOf(request.leaders(i));
    if (id.empty() || LeaderName(id) != request.leaders(i)) {
      violations.push_back({absl::StrCat("leaders[", i, "]"),
                            "is not of the form leaders/{leader} with a lower-case slug"});
    }
    names.insert(HeatName(id));
  }
  if (!violations.empty()) return InvalidFields(violations);
  stream::Filter filter;
  if (names.empty()) return filter;
  std::vector<std::string> sorted(names.begin(), names.end());
  std::sort(sorted.begin(), sorted.end());
  filter.canonical = absl::StrJoin(sorted, ",");
  filter.by_name = [names = std::move(names)](std::string_view name) {
    return names.contains(AbslView(name));
  };
  return filter;
}

}  // namespace

grpc::ServerUnaryReactor* ScoringService::GetHeat(grpc::CallbackServerContext* context,
                                                  const v1::GetHeatRequest* request,
                                                  v1::GetHeatResponse* response) {
  // Memory answers on the I/O thread: no hand-over, no queue.
  if (readings_.GetLocal(*request, *response)) {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
  return freshness_.Serve(context, request->consistency(),
                          [=, this](const rpc::Call& call, ReadFrom from) {
                            return readings_.Get(call.deadline(), from, *request, *response);
                          });
}

grpc::ServerUnaryReactor* ScoringService::BatchGetHeat(grpc::CallbackServerContext* context,
                                                       const v1::BatchGetHeatRequest* request,
                                                       v1::BatchGetHeatResponse* response) {
  return freshness_.Serve(context, request->consistency(),
                          [=, this](const rpc::Call& call, ReadFrom from) {
                            return readings_.BatchGet(call.deadline(), from, *request, *response);
                          });
}

grpc::ServerUnaryReactor* ScoringService::ListHeat(grpc::CallbackServerContext* context,
                                                   const v1::ListHeatRequest* request,
                                                   v1::ListHeatResponse* response) {
  return freshness_.Serve(context, request->consistency(),
                          [=, this](const rpc::Call& call, ReadFrom) {
                            return readings_.List(call.deadline(), *request, *response);
                          });
}

grpc::ServerUnaryReactor* ScoringService::RankLeaders(grpc::CallbackServerContext* context,
                                                      const v1::RankLeadersRequest* request,
                                                      v1::RankLeadersResponse* response) {
  return rpc::RunUnary(context, executor_, [=, this](const rpc::Call& call) {
    return readings_.Rank(call.deadline(), *request, *response);
  });
}

grpc::ServerUnaryReactor* ScoringService::ListHeatHistory(grpc::CallbackServerContext* context,
                                                          const v1::ListHeatHistoryRequest* request,
                                                          v1::ListHeatHistoryResponse* response) {
  return rpc::RunUnary(context, executor_, [=, this](const rpc::Call& call) {
    return readings_.History(call.deadline(), *request, *response);
  });
}

grpc::ServerUnaryReactor* ScoringService::ExplainHeat(grpc::CallbackServerContext* context,
                                                      const v1::ExplainHeatRequest* request,
                                                      v1::ExplainHeatResponse* response) {
  return freshness_.Serve(context, request->consistency(),
                          [=, this](const rpc::Call& call, ReadFrom) {
                            return readings_.Explain(call.deadline(), *request, *response);
                          });
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* ScoringService::WatchHeat(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request) {
  return watch_.Serve<v1::WatchHeatRequest>(context, *request, LeadersFilter);
}

}  // namespace isotherm::scoring

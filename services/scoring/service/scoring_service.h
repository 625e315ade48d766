// The gRPC face of the scoring service: one line a method.
//
// Thread-safety: safe from any thread. Lifetime: what it refers to outlives the server.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>

#include "isotherm/scoring/v1/scoring_service.grpc.pb.h"
#include "services/common/executor/executor.h"
#include "services/common/watch/watch_server.h"
#include "services/scoring/service/freshness.h"
#include "services/scoring/service/readings.h"

namespace isotherm::scoring {

class ScoringService final : public v1::ScoringService::WithRawCallbackMethod_WatchHeat<
                                 v1::ScoringService::CallbackService> {
 public:
  ScoringService(const Readings& readings, Freshness& freshness, Executor& executor,
                 watch::WatchServer& watch)
      : readings_(readings), freshness_(freshness), executor_(executor), watch_(watch) {}

  grpc::ServerUnaryReactor* GetHeat(grpc::CallbackServerContext* context,
                                    const v1::GetHeatRequest* request,
                                    v1::GetHeatResponse* response) override;
  grpc::ServerUnaryReactor* BatchGetHeat(grpc::CallbackServerContext* context,
                                         const v1::BatchGetHeatRequest* request,
                                         v1::BatchGetHeatResponse* response) override;
  grpc::ServerUnaryReactor* ListHeat(grpc::CallbackServerContext* context,
                                     const v1::ListHeatRequest* request,
                                     v1::ListHeatResponse* response) override;
  grpc::ServerUnaryReactor* RankLeaders(grpc::CallbackServerContext* context,
                                        const v1::RankLeadersRequest* request,
                                        v1::RankLeadersResponse* response) override;
  grpc::ServerUnaryReactor* ListHeatHistory(grpc::CallbackServerContext* context,
                                            const v1::ListHeatHistoryRequest* request,
                                            v1::ListHeatHistoryResponse* response) override;
  grpc::ServerUnaryReactor* ExplainHeat(grpc::CallbackServerContext* context,
                                        const v1::ExplainHeatRequest* request,
                                        v1::ExplainHeatResponse* response) override;
  grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchHeat(grpc::CallbackServerContext* context,
                                                        const grpc::ByteBuffer* request) override;

 private:
  const Readings& readings_;
  Freshness& freshness_;
  Executor& executor_;
  watch::WatchServer& watch_;
};

}  // namespace isotherm::scoring

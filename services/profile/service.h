// isotherm.profile.v1.ProfileService over gRPC: hands each method to the class that answers it, on
// the executor for blocking work.
//
// Thread-safety: gRPC calls it from many threads. Lifetime: everything passed in outlives the gRPC
// server it is registered with.
#pragma once

#include <grpcpp/support/server_callback.h>

#include <memory>

#include "isotherm/profile/v1/profile_service.grpc.pb.h"
#include "services/common/executor/executor.h"
#include "services/common/sql/database.h"
#include "services/common/stream/timer.h"
#include "services/common/stream/watch_hub.h"
#include "services/common/watch/watch_server.h"
#include "services/profile/actors/actor_importer.h"
#include "services/profile/actors/actor_reader.h"
#include "services/profile/actors/actor_writer.h"
#include "services/profile/actors/freshness_gate.h"
#include "services/profile/resolve/mention_resolver.h"

namespace isotherm::profile {

// What a stream carries is read and written as octets (watch_server.h, octet_item_stream.h say
// why). Spelt out method by method, since a two-way stream in octets cannot stand over its typed
// self.
using UnaryMethods = v1::ProfileService::WithCallbackMethod_CreateActor<
    v1::ProfileService::WithCallbackMethod_GetActor<
        v1::ProfileService::WithCallbackMethod_ListActors<
            v1::ProfileService::WithCallbackMethod_UpdateActor<
                v1::ProfileService::WithCallbackMethod_DeleteActor<
                    v1::ProfileService::WithCallbackMethod_BatchGetActors<
                        v1::ProfileService::WithCallbackMethod_ResolveMention<
                            v1::ProfileService::Service>>>>>>>;
using AllMethods = v1::ProfileService::WithRawCallbackMethod_WatchActors<
    v1::ProfileService::WithRawCallbackMethod_ImportActors<UnaryMethods>>;

class ProfileServiceImpl final : public AllMethods {
 public:
  ProfileServiceImpl(sql::Database& database, std::shared_ptr<const engine::MentionLexicon> lexicon,
                     Executor& executor, stream::WatchHub& hub, stream::Timer& timer);

  // Ends the calls that wait for a consistency token. Before the gRPC server shuts down.
  void Drain() { freshness_.Stop(); }

  grpc::ServerUnaryReactor* CreateActor(grpc::CallbackServerContext* context,
                                        const v1::CreateActorRequest* request,
                                        v1::CreateActorResponse* response) override;
  grpc::ServerUnaryReactor* GetActor(grpc::CallbackServerContext* context,
                                     const v1::GetActorRequest* request,
                                     v1::GetActorResponse* response) override;
  grpc::ServerUnaryReactor* ListActors(grpc::CallbackServerContext* context,
                                       const v1::ListActorsRequest* request,
                                       v1::ListActorsResponse* response) override;
  grpc::ServerUnaryReactor* UpdateActor(grpc::CallbackServerContext* context,
                                        const v1::UpdateActorRequest* request,
                                        v1::UpdateActorResponse* response) override;
  grpc::ServerUnaryReactor* DeleteActor(grpc::CallbackServerContext* context,
                                        const v1::DeleteActorRequest* request,
                                        v1::DeleteActorResponse* response) override;
  grpc::ServerUnaryReactor* BatchGetActors(grpc::CallbackServerContext* context,
                                           const v1::BatchGetActorsRequest* request,
                                           v1::BatchGetActorsResponse* response) override;
  grpc::ServerUnaryReactor* ResolveMention(grpc::CallbackServerContext* context,
                                           const v1::ResolveMentionRequest* request,
                                           v1::ResolveMentionResponse* response) override;
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* ImportActors(
      grpc::CallbackServerContext* context) override;
  grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchActors(grpc::CallbackServerContext* context,
                                                          const grpc::ByteBuffer* request) override;

 private:
  Executor& executor_;
  FreshnessGate freshness_;
  ActorReader reader_;
  ActorWriter writer_;
  ActorImporter importer_;
  MentionResolver resolver_;
  watch::WatchServer watch_;
};

}  // namespace isotherm::profile

#include "services/profile/service.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "services/common/rpc/octet_item_stream.h"
#include "services/common/rpc/unary.h"
#include "services/common/status/grpc_status.h"
#include "services/profile/store/actor_filter.h"

namespace isotherm::profile {
namespace {

// The longest that a call may hold a worker, whatever its caller allows.
constexpr absl::Duration kLongestCall = absl::Minutes(1);

absl::Time Bounded(absl::Time deadline) { return std::min(deadline, absl::Now() + kLongestCall); }

absl::StatusOr<stream::Filter> MakeWatchFilter(const v1::WatchActorsRequest& request) {
  absl::StatusOr<filter::Filter> parsed = ParseActorFilter(request.filter());
  if (!parsed.ok()) return parsed.status();
  stream::Filter filter;
  if (parsed->empty()) return filter;
  filter.canonical = parsed->Canonical();
  filter.by_attributes = [parsed = *std::move(parsed)](const stream::Attributes& attributes) {
    return parsed.Matches(attributes);
  };
  return filter;
}

}  // namespace

ProfileServiceImpl::ProfileServiceImpl(sql::Database& database,
                                       std::shared_ptr<const engine::MentionLexicon> lexicon,
                                       Executor& executor, stream::WatchHub& hub,
                                       stream::Timer& timer)
    : executor_(executor),
      freshness_(database, executor, timer),
      reader_(database),
      writer_(database),
      importer_(database),
      resolver_(database, std::move(lexicon)),
      watch_(hub, timer) {}

grpc::ServerUnaryReactor* ProfileServiceImpl::CreateActor(grpc::CallbackServerContext* context,
                                                          const v1::CreateActorRequest* request,
                                                          v1::CreateActorResponse* response) {
  return rpc::RunUnary(context, executor_, [=, this](const rpc::Call& call) {
    return writer_.Create(*request, Bounded(call.deadline()), *response);
  });
}

grpc::ServerUnaryReactor* ProfileServiceImpl::GetActor(grpc::CallbackServerContext* context,
                                                       const v1::GetActorRequest* request,
                                                       v1::GetActorResponse* response) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::Time deadline = Bounded(rpc::Call(context).deadline());
  if (absl::Status status = ActorReader::Check(*request); !status.ok()) {
    reactor->Finish(ToGrpcStatus(status));
    return reactor;
  }
  freshness_.Await(
      request->consistency(), deadline, [context] { return context->IsCancelled(); },
      [=, this](const absl::Status& fresh) {
        reactor->Finish(
            ToGrpcStatus(fresh.ok() ? reader_.Get(*request, deadline, *response) : fresh));
      });
  return reactor;
}

grpc::ServerUnaryReactor* ProfileServiceImpl::ListActors(grpc::CallbackServerContext* context,
                                                         const v1::ListActorsRequest* request,
                                                         v1::ListActorsResponse* response) {
  return rpc::RunUnary(context, executor_, [=, this](const rpc::Call& call) {
    return reader_.List(*request, Bounded(call.deadline()), *response);
  });
}

grpc::ServerUnaryReactor* ProfileServiceImpl::UpdateActor(grpc::CallbackServerContext* context,
                                                          const v1::UpdateActorRequest* request,
                                                          v1::UpdateActorResponse* response) {
  return rpc::RunUnary(context, executor_, [=, this](const rpc::Call& call) {
    return writer_.Update(*request, Bounded(call.deadline()), *response);
  });
}

grpc::ServerUnaryReactor* ProfileServiceImpl::DeleteActor(grpc::CallbackServerContext* context,
                                                          const v1::DeleteActorRequest* request,
                                                          v1::DeleteActorResponse* response) {
  return rpc::RunUnary(context, executor_, [=, this](const rpc::Call& call) {
    return writer_.Delete(*request, Bounded(call.deadline()), *response);
  });
}

grpc::ServerUnaryReactor* ProfileServiceImpl::BatchGetActors(
    grpc::CallbackServerContext* context, const v1::BatchGetActorsRequest* request,
    v1::BatchGetActorsResponse* response) {
  return rpc::RunUnary(context, executor_, [=, this](const rpc::Call& call) {
    return reader_.BatchGet(*request, Bounded(call.deadline()), *response);
  });
}

grpc::ServerUnaryReactor* ProfileServiceImpl::ResolveMention(
    grpc::CallbackServerContext* context, const v1::ResolveMentionRequest* request,
    v1::ResolveMentionResponse* response) {
  return rpc::RunUnary(context, executor_, [=, this](const rpc::Call& call) {
    return resolver_.Resolve(*request, Bounded(call.deadline()), *response);
  });
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* ProfileServiceImpl::ImportActors(
    grpc::CallbackServerContext* context) {
  return rpc::NewOctetItemStream<v1::ImportActorsRequest, v1::ImportActorsResponse>(
      executor_, kMaxImportItems, "actor",
      [this](std::int64_t first_index, std::vector<ImportItem>&& items,
             std::vector<v1::ImportActorsResponse>& responses) {
        return importer_.Import(first_index, items, absl::Now() + kLongestCall, responses);
      });
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* ProfileServiceImpl::WatchActors(
    grpc::CallbackServerContext* context, const grpc::ByteBuffer* request) {
  return watch_.Serve<v1::WatchActorsRequest>(context, *request, MakeWatchFilter);
}

}  // namespace isotherm::profile

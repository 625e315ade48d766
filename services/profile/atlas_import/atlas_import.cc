#include "services/profile/atlas_import/atlas_import.h"

#include <grpcpp/client_context.h>

#include <memory>
#include <thread>

#include "absl/strings/str_cat.h"
#include "services/common/actors/proto_convert.h"
#include "services/common/status/grpc_status.h"

namespace isotherm::profile {
namespace {

constexpr std::size_t kMaxFailuresShown = 20;

void Count(const v1::ImportActorsResponse& response, AtlasImportSummary& summary) {
  summary.consistency_token = response.consistency_token();
  switch (response.outcome()) {
    case v1::ImportActorsResponse::OUTCOME_CREATED:
      ++summary.created;
      return;
    case v1::ImportActorsResponse::OUTCOME_REPLACED:
      ++summary.replaced;
      return;
    case v1::ImportActorsResponse::OUTCOME_UNCHANGED:
      ++summary.unchanged;
      return;
    default:
      break;
  }
  ++summary.failed;
  if (summary.failures.size() < kMaxFailuresShown) {
    summary.failures.push_back(absl::StrCat(response.name(), ": ", response.status().message()));
  }
}

}  // namespace

absl::StatusOr<AtlasImportSummary> ImportAtlas(v1::ProfileService::StubInterface& stub,
                                               const Atlas& atlas, absl::Time deadline) {
  grpc::ClientContext context;
  if (deadline != absl::InfiniteFuture()) context.set_deadline(absl::ToChronoTime(deadline));
  auto stream = stub.ImportActors(&context);
  // Written from a thread of its own: the service answers while it reads, and stops reading when
  // its answers are not taken.
  std::thread writer([&] {
    for (const Actor& actor : atlas.actors) {
      v1::ImportActorsRequest request;
      *request.mutable_actor() = ActorToProto(actor);
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
  });
  AtlasImportSummary summary;
  v1::ImportActorsResponse response;
  while (stream->Read(&response)) Count(response, summary);
  writer.join();
  const grpc::Status status = stream->Finish();
  if (!status.ok()) return FromGrpcStatus(status);
  return summary;
}

}  // namespace isotherm::profile

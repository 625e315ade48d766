#include "services/profile/testing/raw_import.h"

#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>
#include <grpcpp/generic/generic_stub.h>

#include "services/common/status/grpc_status.h"

namespace isotherm::profile {
namespace {

constexpr char kMethod[] = "/isotherm.profile.v1.ProfileService/ImportActors";

// Waits for the one operation in flight; whether it succeeded.
bool Await(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  return queue.Next(&tag, &ok) && ok;
}

bool Read(grpc::GenericClientAsyncReaderWriter& stream, grpc::CompletionQueue& queue,
          v1::ImportActorsResponse& response) {
  grpc::ByteBuffer buffer;
  stream.Read(&buffer, nullptr);
  grpc::Slice slice;
  return Await(queue) && buffer.DumpToSingleSlice(&slice).ok() &&
         response.ParseFromArray(slice.begin(), static_cast<int>(slice.size()));
}

}  // namespace

std::vector<v1::ImportActorsResponse> ImportOctets(ProfileServer& server,
                                                   const std::vector<std::string>& messages,
                                                   absl::Status& end) {
  grpc::GenericStub stub(server.server().InProcessChannel());
  grpc::CompletionQueue queue;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  const auto stream = stub.PrepareCall(&context, kMethod, &queue);
  stream->StartCall(nullptr);
  Await(queue);
  for (const std::string& message : messages) {
    const grpc::Slice slice(message);
    stream->Write(grpc::ByteBuffer(&slice, 1), nullptr);
    if (!Await(queue)) break;
  }
  stream->WritesDone(nullptr);
  Await(queue);
  std::vector<v1::ImportActorsResponse> responses;
  v1::ImportActorsResponse response;
  while (Read(*stream, queue, response)) responses.push_back(response);
  grpc::Status status;
  stream->Finish(&status, nullptr);
  Await(queue);
  end = FromGrpcStatus(status);
  return responses;
}

}  // namespace isotherm::profile

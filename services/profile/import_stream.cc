#include "services/profile/import_stream.h"

#include <grpcpp/support/proto_buffer_reader.h>

#include <vector>

#include "absl/time/clock.h"
#include "services/common/rpc/item_stream.h"
#include "services/common/status/errors.h"

namespace isotherm::profile {
namespace {

// The longest that a batch may hold a worker.
constexpr absl::Duration kLongestBatch = absl::Minutes(1);

ImportItem Decode(grpc::ByteBuffer& octets) {
  v1::ImportActorsRequest request;
  grpc::ProtoBufferReader reader(&octets);
  if (reader.status().ok() && request.ParseFromZeroCopyStream(&reader)) return request;
  return InvalidFields({{"actor",
                         "cannot be decoded: the message is damaged or a text of it is "
                         "not valid UTF-8"}});
}

grpc::ByteBuffer Encode(const v1::ImportActorsResponse& response) {
  const grpc::Slice slice(response.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* ServeImport(Executor& executor,
                                                                         ActorImporter& importer) {
  using Stream = rpc::ItemStream<grpc::ByteBuffer, grpc::ByteBuffer>;
  return new Stream(executor, kMaxImportItems,
                    [&importer](std::int64_t first_index, std::vector<grpc::ByteBuffer>&& octets,
                                std::vector<grpc::ByteBuffer>& encoded) {
                      std::vector<ImportItem> items;
                      for (grpc::ByteBuffer& item : octets) items.push_back(Decode(item));
                      std::vector<v1::ImportActorsResponse> responses;
                      absl::Status status = importer.Import(first_index, items,
                                                            absl::Now() + kLongestBatch, responses);
                      if (!status.ok()) return status;
                      for (const v1::ImportActorsResponse& response : responses) {
                        encoded.push_back(Encode(response));
                      }
                      return absl::OkStatus();
                    });
}

}  // namespace isotherm::profile

// A stream of items read and written as octets, so that one damaged item costs itself alone.
//
// Purpose: protobuf refuses a message whose text is not UTF-8, and gRPC ends the whole stream over
// it. Read as octets, such an item arrives at the handler as an error and takes nothing else along.
// Lifetime: gRPC owns the reactor, which deletes itself; the executor outlives the gRPC server.
// Thread-safety: as ItemStream. Errors: an item that cannot be decoded is INVALID_ARGUMENT naming
// `field`.
#pragma once

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/server_callback.h>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/executor/executor.h"
#include "services/common/rpc/item_stream.h"
#include "services/common/status/errors.h"

namespace isotherm::rpc {

using OctetReactor = grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>;

// The rules of ItemStream::Handler; an item that could not be decoded comes as its error.
template <typename Request, typename Response>
using OctetItemHandler = std::function<absl::Status(std::int64_t first_index,
                                                    std::vector<absl::StatusOr<Request>>&& items,
                                                    std::vector<Response>& responses)>;

template <typename Request>
absl::StatusOr<Request> DecodeItem(grpc::ByteBuffer& octets, const std::string& field) {
  Request request;
  grpc::ProtoBufferReader reader(&octets);
  if (reader.status().ok() && request.ParseFromZeroCopyStream(&reader)) return request;
  return InvalidFields({{field,
                         "cannot be decoded: the message is damaged or a text of it is not valid "
                         "UTF-8"}});
}

template <typename Request, typename Response>
OctetReactor* NewOctetItemStream(Executor& executor, std::int64_t max_items, std::string field,
                                 OctetItemHandler<Request, Response> handler) {
  using Stream = ItemStream<grpc::ByteBuffer, grpc::ByteBuffer>;
  return new Stream(executor, max_items,
                    [field = std::move(field), handler = std::move(handler)](
                        std::int64_t first_index, std::vector<grpc::ByteBuffer>&& octets,
                        std::vector<grpc::ByteBuffer>& encoded) {
                      std::vector<absl::StatusOr<Request>> items;
                      items.reserve(octets.size());
                      for (grpc::ByteBuffer& item : octets) {
                        items.push_back(DecodeItem<Request>(item, field));
                      }
                      std::vector<Response> responses;
                      absl::Status status = handler(first_index, std::move(items), responses);
                      if (!status.ok()) return status;
                      for (const Response& response : responses) {
                        const grpc::Slice slice(response.SerializeAsString());
                        encoded.emplace_back(&slice, 1);
                      }
                      return absl::OkStatus();
                    });
}

}  // namespace isotherm::rpc

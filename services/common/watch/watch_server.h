// Serves a Watch method: the gRPC side of services/common/stream.
//
// Purpose: all Watch responses of the suite have one shape (field 1 WatchPosition, 2 upsert, 3
// deleted, 4 snapshot_complete, 5 heartbeat), so one reactor serves them all. It writes raw bytes:
// the resource is encoded once by the store's owner and shared by all subscribers; only the small
// part before it is made per subscriber. Protobuf parses the concatenation as the message.
//
// Use, in a service class:
//
//   class Service final
//       : public v1::ProfileService::WithRawCallbackMethod_WatchActors<
//             v1::ProfileService::CallbackService> {
//     grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchActors(
//         grpc::CallbackServerContext* context, const grpc::ByteBuffer* request) override {
//       return watch_.Serve<v1::WatchActorsRequest>(
//           context, *request, [](const v1::WatchActorsRequest& request) { return
//           MakeFilter(request); });
//     }
//
// `Change::payload` and `SnapshotItem::payload` are the serialised resource (Actor, Factor, ...).
//
// Thread-safety: Serve from any thread; never blocks. Lifetime: the hub and the timer outlive the
// gRPC server. Errors: malformed options are INVALID_ARGUMENT with violations under "options."; the
// ends of a subscription map to the reasons of common/v1/error_reason.proto.
#pragma once

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/server_callback.h>

#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "isotherm/common/v1/watch.pb.h"
#include "services/common/status/errors.h"
#include "services/common/stream/delivery.h"
#include "services/common/stream/timer.h"
#include "services/common/stream/watch_hub.h"

namespace isotherm::watch {

using Reactor = grpc::ServerWriteReactor<grpc::ByteBuffer>;

// Checks the caller's options; violations name fields under "options.".
absl::StatusOr<stream::WatchOptions> ReadWatchOptions(const common::v1::WatchOptions& options);

struct WatchServerOptions {
  // A write that the reader has not taken for so long is cancelled (reason WRITE_STUCK).
  absl::Duration write_timeout = absl::Seconds(60);
};

class WatchServer {
 public:
  WatchServer(stream::WatchHub& hub, stream::Timer& timer, const WatchServerOptions& options = {})
      : hub_(hub), timer_(timer), options_(options) {}

  // `make_filter(request)` gives an absl::StatusOr<stream::Filter>; its error ends the call.
  template <typename Request, typename MakeFilter>
  Reactor* Serve(grpc::CallbackServerContext* context, const grpc::ByteBuffer& bytes,
                 MakeFilter&& make_filter) {
    Request request;
    if (!Parse(bytes, &request)) return Reject(MalformedRequest());
    absl::StatusOr<stream::WatchOptions> options = ReadWatchOptions(request.options());
    if (!options.ok()) return Reject(options.status());
    absl::StatusOr<stream::Filter> filter = make_filter(std::as_const(request));
    if (!filter.ok()) return Reject(filter.status());
    return Start(context, *options, *std::move(filter));
  }

  // Streams until the caller goes, the hub ends the subscription, or a write is stuck.
  Reactor* Start(grpc::CallbackServerContext* context, const stream::WatchOptions& options,
                 stream::Filter filter);
  // Ends the call with `status`: for what a service checks itself (not ready, not allowed).
  static Reactor* Reject(const absl::Status& status);

 private:
  template <typename Request>
  static bool Parse(const grpc::ByteBuffer& bytes, Request* request) {
    grpc::ByteBuffer copy(bytes);  // shares the slices
    grpc::ProtoBufferReader reader(&copy);
    return reader.status().ok() && request->ParseFromZeroCopyStream(&reader);
  }
  static absl::Status MalformedRequest();

  stream::WatchHub& hub_;
  stream::Timer& timer_;
  const WatchServerOptions options_;
};

}  // namespace isotherm::watch

// Builds and runs one gRPC server the way every Isotherm server runs: reflection, health, bounded
// streams, truthful readiness and a drained stop.
//
// Lifetime: services are borrowed and must outlive the Server. Thread-safety: SetServing from any
// thread; Start, Stop and the destructor belong to the owner. Stop() is idempotent.
#pragma once

#include <grpcpp/server.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace grpc {
class Service;
}

namespace isotherm::rpc {

struct ServerOptions {
  // "0.0.0.0:7101"; port 0 picks a free one.
  std::string listen_address = "127.0.0.1:0";
  // How long the server keeps serving after readiness went off, so that load balancers notice.
  absl::Duration lame_duck = absl::ZeroDuration();
  // How long open calls may take to end once the listener has closed.
  absl::Duration shutdown_grace = absl::Seconds(5);
  // Cap per connection: https://grpc.github.io/grpc/core/group__grpc__arg__keys.html
  int max_concurrent_streams = 10'000;
  // Largest message received; documents are at most 2 MiB.
  int max_receive_bytes = 4 << 20;
};

class Server {
 public:
  // UNAVAILABLE when the address cannot be bound; the message names it.
  // `service_names`, "isotherm.profile.v1.ProfileService", are what health answers for beside "".
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const ServerOptions& options, const std::vector<grpc::Service*>& services,
      const std::vector<std::string>& service_names);
  ~Server();

  int port() const { return port_; }
  // "127.0.0.1:port", for clients in the same machine.
  std::string local_target() const;
  // For clients in the same process.
  std::shared_ptr<grpc::Channel> InProcessChannel();

  // What grpc.health.v1 answers, for the server as a whole ("") and each of its services. A server
  // starts NOT_SERVING. The pseudo-service "liveness" answers SERVING as long as the server runs.
  void SetServing(bool serving);

  // Readiness off, lame duck, `drain` (ends own streams with a token), listener closed, open calls
  // given `shutdown_grace`. `drain` may be empty.
  void Stop(const std::function<void()>& drain);

 private:
  Server(const ServerOptions& options, std::vector<std::string> service_names);

  const ServerOptions options_;
  const std::vector<std::string> service_names_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
  bool stopped_ = false;  // Stop() is called by the owner alone
};

}  // namespace isotherm::rpc

#include "services/common/rpc/server.h"

#include <grpcpp/channel.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/server_builder.h>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/common/status/errors.h"

namespace isotherm::rpc {
namespace {

constexpr char kLivenessService[] = "liveness";

// Static initialisation of plugins must run once, before the first builder.
void EnablePluginsOnce() {
  static const bool enabled = [] {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    return true;
  }();
  (void)enabled;
}

}  // namespace

Server::Server(const ServerOptions& options, std::vector<std::string> service_names)
    : options_(options), service_names_(std::move(service_names)) {}

Server::~Server() { Stop({}); }

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const ServerOptions& options, const std::vector<grpc::Service*>& services,
    const std::vector<std::string>& service_names) {
  EnablePluginsOnce();
  std::unique_ptr<Server> result(new Server(options, service_names));
  grpc::ServerBuilder builder;
  builder.AddListeningPort(options.listen_address, grpc::InsecureServerCredentials(),
                           &result->port_);
  builder.SetMaxReceiveMessageSize(options.max_receive_bytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.max_concurrent_streams);
  // Clients ping every 30 s on idle watch streams; without this the server answers too_many_pings.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  for (grpc::Service* service : services) builder.RegisterService(service);
  result->server_ = builder.BuildAndStart();
  if (result->server_ == nullptr || result->port_ == 0) {
    return MakeUnavailable(common::v1::ERROR_REASON_NOT_READY,
                           absl::StrCat("cannot listen on ", options.listen_address,
                                        "; is the port in use? choose another with --listen"),
                           absl::Seconds(1));
  }
  result->SetServing(false);
  // Liveness is apart from readiness: a server that is catching up must not be restarted for it.
  result->server_->GetHealthCheckService()->SetServingStatus(kLivenessService, true);
  return result;
}

std::string Server::local_target() const { return absl::StrCat("127.0.0.1:", port_); }

std::shared_ptr<grpc::Channel> Server::InProcessChannel() {
  return server_->InProcessChannel(grpc::ChannelArguments());
}

void Server::SetServing(bool serving) {
  auto* health = server_->GetHealthCheckService();
  health->SetServingStatus(serving);
  for (const std::string& name : service_names_) health->SetServingStatus(name, serving);
}

void Server::Stop(const std::function<void()>& drain) {
  if (stopped_ || server_ == nullptr) return;
  stopped_ = true;
  SetServing(false);
  absl::SleepFor(options_.lame_duck);
  if (drain) drain();
  server_->Shutdown(absl::ToChronoTime(absl::Now() + options_.shutdown_grace));
  server_->Wait();
}

}  // namespace isotherm::rpc

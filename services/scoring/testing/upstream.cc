#include "services/scoring/testing/upstream.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "isotherm/factor/v1/factor_service.grpc.pb.h"
#include "isotherm/profile/v1/profile_service.grpc.pb.h"

namespace isotherm::scoring {
namespace {

class FactorService final : public factor::v1::FactorService::WithRawCallbackMethod_WatchFactors<
                                factor::v1::FactorService::CallbackService> {
 public:
  explicit FactorService(watch::WatchServer& watch) : watch_(watch) {}
  grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchFactors(
      grpc::CallbackServerContext* context, const grpc::ByteBuffer* request) override {
    return watch_.Serve<factor::v1::WatchFactorsRequest>(
        context, *request,
        [](const factor::v1::WatchFactorsRequest&) -> absl::StatusOr<stream::Filter> {
          return stream::Filter();
        });
  }

 private:
  watch::WatchServer& watch_;
};

class ProfileService final : public profile::v1::ProfileService::WithRawCallbackMethod_WatchActors<
                                 profile::v1::ProfileService::CallbackService> {
 public:
  explicit ProfileService(watch::WatchServer& watch) : watch_(watch) {}
  grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchActors(
      grpc::CallbackServerContext* context, const grpc::ByteBuffer* request) override {
    return watch_.Serve<profile::v1::WatchActorsRequest>(
        context, *request,
        [](const profile::v1::WatchActorsRequest&) -> absl::StatusOr<stream::Filter> {
          return stream::Filter();
        });
  }

 private:
  watch::WatchServer& watch_;
};

}  // namespace

struct Upstream::Serving {
  std::unique_ptr<stream::WatchHub> hub;
  std::unique_ptr<watch::WatchServer> watch;
  std::unique_ptr<FactorService> factors;
  std::unique_ptr<ProfileService> actors;
  std::unique_ptr<grpc::Server> server;
};

Upstream::Upstream(const std::string& store_id)
    : source_(std::make_unique<stream::MemoryChangeSource>(store_id)) {
  ComeBack();
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 20);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 20);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
  channel_ = grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", port_),
                                       grpc::InsecureChannelCredentials(), arguments);
}

Upstream::~Upstream() { GoAway(); }

void Upstream::ComeBack() {
  serving_ = std::make_unique<Serving>();
  serving_->hub = stream::WatchHub::Create({}, *source_, threads_, threads_, timer_).value();
  serving_->watch = std::make_unique<watch::WatchServer>(*serving_->hub, timer_);
  serving_->factors = std::make_unique<FactorService>(*serving_->watch);
  serving_->actors = std::make_unique<ProfileService>(*serving_->watch);
  grpc::ServerBuilder builder;
  builder.AddListeningPort(absl::StrCat("127.0.0.1:", port_), grpc::InsecureServerCredentials(),
                           &port_);
  builder.RegisterService(serving_->factors.get());
  builder.RegisterService(serving_->actors.get());
  serving_->server = builder.BuildAndStart();
  if (serving_->server == nullptr) {
    std::fprintf(stderr, "cannot listen on port %d again\n", port_);
    std::exit(1);
  }
}

void Upstream::GoAway() {
  if (serving_ == nullptr) return;
  serving_->hub->Drain();
  serving_->server->Shutdown(absl::ToChronoTime(absl::Now() + absl::Seconds(5)));
  serving_->server->Wait();
  serving_.reset();
}

std::int64_t Upstream::Commit(const std::vector<stream::MemoryChangeSource::Write>& writes) {
  const stream::RevisionPtr revision = source_->Commit(writes, absl::Now());
  if (serving_ != nullptr) serving_->hub->Publish(revision);
  return revision->number;
}

std::int64_t Upstream::Put(const std::vector<factor::v1::Factor>& factors) {
  std::vector<stream::MemoryChangeSource::Write> writes;
  for (const factor::v1::Factor& factor : factors) {
    writes.push_back({factor.name(), factor.SerializeAsString(), {}});
  }
  return Commit(writes);
}

std::int64_t Upstream::Put(const profile::v1::Actor& actor) {
  return Commit({{actor.name(), actor.SerializeAsString(), {}}});
}

std::int64_t Upstream::Delete(const std::string& name) { return Commit({{name, "", {}}}); }

void Upstream::Compact() {
  const absl::StatusOr<stream::LogBounds> bounds = source_->ReadBounds();
  source_->Compact(bounds.value().head);
}

void Upstream::ReplaceStore(const std::string& store_id) {
  GoAway();
  source_ = std::make_unique<stream::MemoryChangeSource>(store_id);
  ComeBack();
}

}  // namespace isotherm::scoring

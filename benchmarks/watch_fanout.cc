// Watch fan-out beside its floor: how many messages a second reach N streams through the watch
// kernel, and through bare gRPC streams that write the same bytes with write hints.
//
// The kernel is measured twice: "burst", where all revisions are there before the streams are
// woken, as in the floor, and "live", where one writer commits and publishes them meanwhile, so
// that streams often stand at the head and write without a hint. All run in one process over
// loopback, in turn, and the same client reads and parses all; the printed ratios are medians over
// rounds of kernel / floor. Usage:
//   watch_fanout [streams=50] [messages per stream=4000] [rounds=5]

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "isotherm/profile/v1/profile_service.grpc.pb.h"
#include "services/common/executor/executor.h"
#include "services/common/stream/memory_change_source.h"
#include "services/common/sync/mutex.h"
#include "services/common/watch/watch_message.h"
#include "services/common/watch/watch_server.h"

namespace isotherm {
namespace {

using profile::v1::ProfileService;
using profile::v1::WatchActorsRequest;
using profile::v1::WatchActorsResponse;

constexpr int kChannels = 8;
constexpr int kPayloadBytes = 300;

// The floor. Each stream sends a snapshot_complete, as the kernel does, and waits for Begin; then
// it writes one prepared message `count` times as fast as the stream takes it.
class BareStreams {
 public:
  BareStreams(const grpc::ByteBuffer& hello, const grpc::ByteBuffer& message, int count)
      : hello_(hello), message_(message), count_(count) {}

  watch::Reactor* Open() { return new Reactor(*this); }
  void Reset() {
    MutexLock lock(&mutex_);
    begun_ = false;
  }
  void Begin() {
    std::vector<Reactor*> waiting;
    {
      MutexLock lock(&mutex_);
      waiting.swap(waiting_);
      begun_ = true;
    }
    for (Reactor* reactor : waiting) reactor->Begin();
  }

 private:
  class Reactor final : public watch::Reactor {
   public:
    explicit Reactor(BareStreams& streams) : streams_(streams), left_(streams.count_) {
      writing_ = streams.hello_;
      StartWrite(&writing_);
    }
    void Begin() { Write(); }
    void OnWriteDone(bool ok) override {
      if (!ok || left_ == 0) {
        Finish(grpc::Status::OK);
      } else if (left_ < streams_.count_) {
        Write();
      } else if (!streams_.MustWait(this)) {
        Begin();
      }
    }
    void OnDone() override { delete this; }

   private:
    void Write() {
      --left_;
      writing_ = streams_.message_;  // a write takes the buffer; the slices are shared
      grpc::WriteOptions options;
      if (left_ > 0) options.set_buffer_hint();
      StartWrite(&writing_, options);
    }
    BareStreams& streams_;
    grpc::ByteBuffer writing_;
    int left_;
  };

  bool MustWait(Reactor* reactor) {
    MutexLock lock(&mutex_);
    if (!begun_) waiting_.push_back(reactor);
    return !begun_;
  }

  const grpc::ByteBuffer hello_;
  const grpc::ByteBuffer message_;
  const int count_;
  Mutex mutex_;
  std::vector<Reactor*> waiting_ ABSL_GUARDED_BY(mutex_);
  bool begun_ ABSL_GUARDED_BY(mutex_) = false;
};

class Service final
    : public ProfileService::WithRawCallbackMethod_WatchActors<ProfileService::CallbackService> {
 public:
  Service(watch::WatchServer* watch, BareStreams* bare) : watch_(watch), bare_(bare) {}

  watch::Reactor* WatchActors(grpc::CallbackServerContext* context,
                              const grpc::ByteBuffer* request) override {
    if (watch_ == nullptr) return bare_->Open();
    return watch_->Serve<WatchActorsRequest>(
        context, *request, [](const WatchActorsRequest&) -> absl::StatusOr<stream::Filter> {
          return stream::Filter();
        });
  }

 private:
  watch::WatchServer* const watch_;
  BareStreams* const bare_;
};

std::unique_ptr<grpc::Server> Serve(Service* service, int& port) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(service);
  return builder.BuildAndStart();
}

// Counts messages on one stream; wakes nobody, the driver polls.
class Reader final : public grpc::ClientReadReactor<WatchActorsResponse> {
 public:
  Reader(ProfileService::Stub& stub, std::atomic<std::int64_t>& received,
         std::atomic<int>& established)
      : received_(received), established_(established) {
    request_.mutable_options()->set_delivery(common::v1::WATCH_DELIVERY_EVERY_REVISION);
    stub.async()->WatchActors(&context_, &request_, this);
    StartRead(&response_);
    StartCall();
  }
  void OnReadDone(bool ok) override {
    if (!ok) return;
    if (response_.has_snapshot_complete()) {
      established_.fetch_add(1, std::memory_order_relaxed);
    } else {
      received_.fetch_add(1, std::memory_order_relaxed);
    }
    StartRead(&response_);
  }
  void OnDone(const grpc::Status&) override { done_ = true; }
  void Cancel() { context_.TryCancel(); }
  bool done() const { return done_; }

 private:
  std::atomic<std::int64_t>& received_;
  std::atomic<int>& established_;
  grpc::ClientContext context_;
  WatchActorsRequest request_;
  WatchActorsResponse response_;
  std::atomic<bool> done_ = false;
};

// The streams of one round.
class Readers {
 public:
  Readers(int port, int streams) {
    for (int i = 0; i < kChannels; ++i) {
      grpc::ChannelArguments arguments;
      arguments.SetInt("benchmark.channel", i);  // channels of equal arguments share a connection
      stubs_.push_back(ProfileService::NewStub(grpc::CreateCustomChannel(
          absl::StrCat("127.0.0.1:", port), grpc::InsecureChannelCredentials(), arguments)));
    }
    for (int i = 0; i < streams; ++i) {
      readers_.push_back(std::make_unique<Reader>(*stubs_[i % kChannels], received_, established_));
    }
  }
  ~Readers() {
    for (const auto& reader : readers_) reader->Cancel();
    for (const auto& reader : readers_) Wait([&] { return reader->done(); });
  }
  void AwaitEstablished() {
    Wait([this] { return established_ == static_cast<int>(readers_.size()); });
  }
  void AwaitReceived(std::int64_t count) {
    Wait([this, count] { return received_ >= count; });
  }

 private:
  template <typename Condition>
  static void Wait(Condition condition) {
    while (!condition()) std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  std::atomic<std::int64_t> received_ = 0;
  std::atomic<int> established_ = 0;
  std::vector<std::unique_ptr<ProfileService::Stub>> stubs_;
  std::vector<std::unique_ptr<Reader>> readers_;
};

double Seconds(std::chrono::steady_clock::time_point since) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - since).count();
}

int Main(int streams, int messages, int rounds) {
  profile::v1::Actor actor;
  actor.set_name("actors/a");
  actor.set_display_name(std::string(kPayloadBytes, 'x'));
  const std::string payload = actor.SerializeAsString();

  stream::MemoryChangeSource source("benchmark");
  stream::SystemTimer timer;
  ThreadPool reads(1, 100'000);
  ThreadPool wakes(1, 100'000);
  stream::WatchHubOptions options;
  options.ring_revisions = static_cast<std::size_t>(messages) * 2;
  auto hub = stream::WatchHub::Create(options, source, reads, wakes, timer);
  watch::WatchServer watch_server(**hub, timer);

  // The bytes of a typical update.
  stream::Delivery delivery;
  delivery.kind = stream::Delivery::Kind::kUpsert;
  auto change = std::make_shared<stream::Change>();
  change->payload = std::make_shared<const std::string>(payload);
  delivery.change = change;
  delivery.revision = 1000;
  delivery.commit_time = timer.Now();
  delivery.resume_token = std::string(38, 'x');
  const grpc::ByteBuffer message = watch::EncodeWatchMessage(delivery);

  delivery.kind = stream::Delivery::Kind::kSnapshotComplete;
  BareStreams bare_streams(watch::EncodeWatchMessage(delivery), message, messages);
  Service kernel_service(&watch_server, nullptr);
  Service bare_service(nullptr, &bare_streams);
  int kernel_port = 0;
  int bare_port = 0;
  const auto kernel_server = Serve(&kernel_service, kernel_port);
  const auto bare_server = Serve(&bare_service, bare_port);
  const double total = static_cast<double>(streams) * messages;

  const auto publish = [&](const std::string& bytes) {
    (*hub)->Publish(source.Commit({{"actors/a", bytes, {}}}, timer.Now()));
  };
  const auto run_floor = [&] {
    bare_streams.Reset();
    Readers readers(bare_port, streams);
    readers.AwaitEstablished();
    const auto start = std::chrono::steady_clock::now();
    bare_streams.Begin();
    readers.AwaitReceived(static_cast<std::int64_t>(total));
    return total / Seconds(start);
  };
  const auto run_kernel = [&](bool burst) {
    publish("");  // deletes: the snapshot is empty
    Readers readers(kernel_port, streams);
    readers.AwaitEstablished();
    std::promise<void> gate;
    std::shared_future<void> open = gate.get_future().share();
    if (burst && !wakes.Schedule([open] { open.wait(); })) return 0.0;
    auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < messages; ++i) publish(payload);
    if (burst) start = std::chrono::steady_clock::now();
    gate.set_value();
    readers.AwaitReceived(static_cast<std::int64_t>(total));
    return total / Seconds(start);
  };

  std::vector<double> burst_ratios;
  std::vector<double> live_ratios;
  for (int round = 1; round <= rounds; ++round) {
    const double bare = run_floor();
    const double burst = run_kernel(true);
    const double live = run_kernel(false);
    burst_ratios.push_back(burst / bare);
    live_ratios.push_back(live / bare);
    std::printf("round %d, messages/s: floor %.0f, burst %.0f (%.2f x), live %.0f (%.2f x)\n",
                round, bare, burst, burst / bare, live, live / bare);
  }
  const auto median = [](std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
  };
  std::printf(
      "watch fan-out, %d streams x %d messages, of the bare stream: burst %.2f x, live %.2f x "
      "(medians of %d rounds)\n",
      streams, messages, median(burst_ratios), median(live_ratios), rounds);
  (*hub)->Drain();
  kernel_server->Shutdown();
  bare_server->Shutdown();
  return 0;
}

}  // namespace
}  // namespace isotherm

int main(int argc, char** argv) {
  const auto argument = [&](int index, int fallback) {
    return argc > index ? std::atoi(argv[index]) : fallback;
  };
  return isotherm::Main(argument(1, 50), argument(2, 4000), argument(3, 5));
}

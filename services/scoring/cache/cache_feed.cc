#include "services/scoring/cache/cache_feed.h"

#include <spdlog/spdlog.h>

#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/scoring/convert/factor_convert.h"

namespace isotherm::scoring {

struct CacheFeed::State {
  State(HeatCache& cache, std::function<void(const std::string&)> on_published)
      : cache(cache), on_published(std::move(on_published)) {}

  void TakeAll() {
    absl::MutexLock lock(&mutex);
    while (subscription != nullptr) {
      const std::optional<stream::Delivery> delivery = subscription->Next();
      if (!delivery) return;
      Take(*delivery);
    }
  }

  void Take(const stream::Delivery& delivery) {
    CacheEntry entry;
    switch (delivery.kind) {
      case stream::Delivery::Kind::kUpsert: {
        auto reading = std::make_shared<v1::HeatReading>();
        if (!reading->ParseFromString(*delivery.change->payload)) {
          spdlog::error("a logged reading cannot be decoded name=\"{}\"", delivery.change->name);
          return;
        }
        entry.revision = reading->revision();
        entry.reading = std::move(reading);
        break;
      }
      case stream::Delivery::Kind::kDeleted:
        entry.revision = delivery.revision;
        break;
      case stream::Delivery::Kind::kSnapshotComplete:
      case stream::Delivery::Kind::kHeartbeat:
      case stream::Delivery::Kind::kEnd:  // the server stops: a conflated watch has no other end
        return;
    }
    entry.leader = std::string(LeaderIdOf(delivery.change->name));
    on_published(entry.leader);
    // Memory cannot fail.
    if (cache.IsLocal()) cache.Put({entry}, /*announce=*/false).IgnoreError();
  }

  HeatCache& cache;
  const std::function<void(const std::string&)> on_published;
  absl::Mutex mutex;
  std::unique_ptr<stream::Subscription> subscription ABSL_GUARDED_BY(mutex);
};

CacheFeed::CacheFeed(stream::WatchHub& hub, HeatCache& cache,
                     std::function<void(const std::string& leader)> on_published)
    : state_(std::make_shared<State>(cache, std::move(on_published))) {
  auto subscription = hub.Subscribe({}, {}, [weak = std::weak_ptr<State>(state_)] {
    if (const std::shared_ptr<State> state = weak.lock()) state->TakeAll();
  });
  {
    absl::MutexLock lock(&state_->mutex);
    state_->subscription = std::move(subscription);
  }
  state_->TakeAll();
}

CacheFeed::~CacheFeed() {
  std::unique_ptr<stream::Subscription> subscription;
  {
    absl::MutexLock lock(&state_->mutex);
    subscription = std::move(state_->subscription);
  }
}

}  // namespace isotherm::scoring

#include "services/common/stream/watch_hub.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/stream/hub_core.h"
#include "services/common/stream/subscription.h"

namespace isotherm::stream {
namespace {

// The subscriber's handle; the hub holds the state for as long as the handle lives.
class Handle final : public Subscription {
 public:
  explicit Handle(std::shared_ptr<SubscriptionState> state) : state_(std::move(state)) {}
  ~Handle() override { state_->Cancel(); }
  std::optional<Delivery> Next() override { return state_->Next(); }
  void Cancel() override { state_->Cancel(); }

 private:
  const std::shared_ptr<SubscriptionState> state_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<WatchHub>> WatchHub::Create(const WatchHubOptions& options,
                                                           ChangeSource& source, Executor& reads,
                                                           Executor& wakes, Timer& timer) {
  const absl::StatusOr<LogBounds> bounds = source.ReadBounds();
  if (!bounds.ok()) return bounds.status();
  auto core = std::make_shared<Core>(options, source, reads, wakes, timer, *bounds);
  core->Start();
  return std::unique_ptr<WatchHub>(new WatchHub(std::move(core)));
}

WatchHub::WatchHub(std::shared_ptr<Core> core) : core_(std::move(core)) {}
WatchHub::~WatchHub() { core_->Close(); }

void WatchHub::Publish(RevisionPtr revision) { core_->Publish(std::move(revision)); }
void WatchHub::NotifyCommitted(std::int64_t revision) { core_->NotifyCommitted(revision); }
void WatchHub::Drain() { core_->Drain(); }
std::int64_t WatchHub::head_revision() const { return core_->head(); }
WatchHubStats WatchHub::stats() const { return core_->stats(); }

std::unique_ptr<Subscription> WatchHub::Subscribe(const WatchOptions& options, Filter filter,
                                                  std::function<void()> on_ready) {
  auto state =
      std::make_shared<SubscriptionState>(core_, options, std::move(filter), std::move(on_ready));
  if (!core_->Add(state->id(), state)) {
    state->EndWith(EndReason::kLimitExceeded,
                   absl::ResourceExhaustedError(absl::StrCat(
                       "the server already serves ", core_->options().max_subscriptions,
                       " watches; close some or use another replica")),
                   options.resume_token);
  }
  return std::make_unique<Handle>(std::move(state));
}

}  // namespace isotherm::stream

#include "services/common/stream/hub_core.h"

#include <algorithm>
#include <utility>

#include "services/common/stream/resume_token.h"
#include "services/common/stream/subscription.h"

namespace isotherm::stream {
namespace {

// The ring is trimmed by a quarter at a time, so that looking for laggards stays rare.
std::size_t TrimAt(std::size_t keep) { return keep + keep / 4 + 1; }
// Without a fan-out to trim it, for example with a blocked executor, the ring stops here.
std::size_t HardLimit(std::size_t keep) { return 2 * keep + 64; }

// Above so many new revisions at once everybody is woken without looking at filters.
constexpr std::ptrdiff_t kFilterRevisions = 64;

}  // namespace

class WatchHub::Core::Use {
 public:
  explicit Use(std::shared_ptr<Core> core) : core_(std::move(core)) {
    MutexLock lock(&core_->mutex_);
    open_ = !core_->closed_;
    if (open_) ++core_->uses_;
  }
  ~Use() {
    if (!open_) return;
    MutexLock lock(&core_->mutex_);
    if (--core_->uses_ == 0) core_->idle_.SignalAll();
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  bool open() const { return open_; }

 private:
  const std::shared_ptr<Core> core_;
  bool open_ = false;
};

WatchHub::Core::Core(const WatchHubOptions& options, ChangeSource& source, Executor& reads,
                     Executor& wakes, Timer& timer, const LogBounds& bounds)
    : options_(options),
      source_(source),
      reads_(reads),
      wakes_(wakes),
      timer_(timer),
      store_hash_(StableHash(source.store_id())),
      head_(bounds.head),
      ring_start_(bounds.head),
      fanned_out_(bounds.head) {}

void WatchHub::Core::Start() { SchedulePoll(); }

void WatchHub::Core::Publish(RevisionPtr revision) {
  bool gap = false;
  {
    MutexLock lock(&mutex_);
    if (revision->number <= head_.load()) return;
    known_ = std::max(known_, revision->number);
    gap = revision->previous > head_.load();
    if (!gap) AppendLocked(std::move(revision));
  }
  if (gap) StartPump(false);
  StartFanOut();
}

void WatchHub::Core::NotifyCommitted(std::int64_t revision) {
  {
    MutexLock lock(&mutex_);
    if (revision <= head_.load()) return;
    known_ = std::max(known_, revision);
  }
  StartPump(false);
}

void WatchHub::Core::AppendLocked(RevisionPtr revision) {
  const std::int64_t number = revision->number;
  if (!revision->changes.empty()) ring_.push_back(std::move(revision));
  head_.store(number);
  if (ring_.size() > HardLimit(options_.ring_revisions)) {
    TrimLocked(ring_[ring_.size() - options_.ring_revisions - 1]->number);
  }
}

void WatchHub::Core::TrimLocked(std::int64_t up_to) {
  while (!ring_.empty() && ring_.front()->number <= up_to) ring_.pop_front();
  ring_start_ = std::max(ring_start_, up_to);
}

std::deque<RevisionPtr>::const_iterator WatchHub::Core::FindLocked(std::int64_t after) const {
  return std::upper_bound(
      ring_.begin(), ring_.end(), after,
      [](std::int64_t value, const RevisionPtr& revision) { return value < revision->number; });
}

bool WatchHub::Core::Fetch(std::int64_t after, std::size_t limit,
                           std::vector<RevisionPtr>& revisions, std::int64_t& reached) const {
  reached = after;
  if (after >= head_.load()) return true;
  MutexLock lock(&mutex_);
  if (after < ring_start_) return false;
  auto next = FindLocked(after);
  for (; next != ring_.end() && revisions.size() < limit; ++next) revisions.push_back(*next);
  reached = next == ring_.end() ? head_.load() : revisions.back()->number;
  return true;
}

void WatchHub::Core::StartPump(bool poll) {
  {
    MutexLock lock(&mutex_);
    poll_wanted_ = poll_wanted_ || poll;
    if (closed_ || pumping_ || (known_ <= head_.load() && !poll_wanted_)) return;
    pumping_ = true;
  }
  RunRead([core = weak_from_this()] {
    const std::shared_ptr<Core> self = core.lock();
    return self == nullptr || self->Pump();
  });
}

bool WatchHub::Core::Pump() {
  while (true) {
    std::int64_t after = 0;
    {
      MutexLock lock(&mutex_);
      if (known_ <= head_.load() && !poll_wanted_) {
        pumping_ = false;
        return true;
      }
      after = head_.load();
    }
    absl::StatusOr<RevisionBatch> batch = source_.ReadRevisions(after, options_.replay_page);
    const bool compacted = absl::IsOutOfRange(batch.status());
    CountSourceRead(batch.ok() || compacted);
    if (compacted) {
      if (!SkipCompacted()) return false;
      continue;
    }
    if (!batch.ok()) return false;
    const bool advanced = batch->reached > after;
    {
      MutexLock lock(&mutex_);
      for (RevisionPtr& revision : batch->revisions) {
        if (revision->number > head_.load()) AppendLocked(std::move(revision));
      }
      head_.store(std::max(head_.load(), batch->reached));
      if (!advanced) poll_wanted_ = false;
    }
    StartFanOut();
    // Told of a revision that the source does not show yet: look again a little later.
    if (!advanced && KnownIsAhead()) return false;
  }
}

bool WatchHub::Core::KnownIsAhead() const {
  MutexLock lock(&mutex_);
  return known_ > head_.load();
}

// The log lost revisions that this hub has never read: subscribers who need them find out from the
// source that their position has expired.
bool WatchHub::Core::SkipCompacted() {
  const absl::StatusOr<LogBounds> bounds = source_.ReadBounds();
  CountSourceRead(bounds.ok());
  if (!bounds.ok()) return false;
  MutexLock lock(&mutex_);
  if (bounds->compacted <= head_.load()) return false;
  TrimLocked(bounds->compacted);
  head_.store(bounds->compacted);
  return true;
}

void WatchHub::Core::StartFanOut() {
  {
    MutexLock lock(&mutex_);
    if (closed_ || fanning_out_ || fanned_out_ >= head_.load()) return;
    fanning_out_ = true;
  }
  auto use = std::make_shared<Use>(shared_from_this());
  if (!use->open()) return;
  auto task = [self = shared_from_this(), use] { self->FanOut(); };
  if (!wakes_.Schedule(task)) FanOut();
}

void WatchHub::Core::FanOut() {
  while (WakeForNew()) TrimRing();
}

bool WatchHub::Core::WakeForNew() {
  std::vector<RevisionPtr> revisions;
  bool everybody = false;
  std::shared_ptr<const Subscribers> subscribers;
  {
    MutexLock lock(&mutex_);
    if (fanned_out_ >= head_.load()) {
      fanning_out_ = false;
      return false;
    }
    const auto first = FindLocked(fanned_out_);
    everybody = fanned_out_ < ring_start_ || ring_.cend() - first > kFilterRevisions;
    if (!everybody) revisions.assign(first, ring_.cend());
    fanned_out_ = head_.load();
    subscribers = SubscribersLocked();
  }
  for (const auto& subscriber : *subscribers) subscriber->WakeFor(everybody ? nullptr : &revisions);
  return true;
}

void WatchHub::Core::TrimRing() {
  std::int64_t up_to = 0;
  std::shared_ptr<const Subscribers> subscribers;
  {
    MutexLock lock(&mutex_);
    if (ring_.size() < TrimAt(options_.ring_revisions)) return;
    up_to = ring_[ring_.size() - options_.ring_revisions - 1]->number;
    subscribers = SubscribersLocked();
  }
  for (const auto& subscriber : *subscribers) subscriber->CatchUp(up_to);
  MutexLock lock(&mutex_);
  TrimLocked(up_to);
}

std::shared_ptr<const WatchHub::Core::Subscribers> WatchHub::Core::SubscribersLocked() {
  if (subscribers_ == nullptr) {
    auto subscribers = std::make_shared<Subscribers>();
    subscribers->reserve(subscriptions_.size());
    for (const auto& [id, subscription] : subscriptions_) subscribers->push_back(subscription);
    subscribers_ = std::move(subscribers);
  }
  return subscribers_;
}

bool WatchHub::Core::Add(std::uint64_t id, std::shared_ptr<SubscriptionState> subscription) {
  MutexLock lock(&mutex_);
  if (subscriptions_.size() >= options_.max_subscriptions) return false;
  if (closed_) return true;  // it ends by itself, as while draining
  subscriptions_.emplace(id, std::move(subscription));
  subscribers_.reset();
  return true;
}

void WatchHub::Core::Remove(std::uint64_t id) {
  // Freed after the lock is released: what a subscription holds may be large.
  std::shared_ptr<const Subscribers> old_list;
  decltype(subscriptions_)::node_type old;
  MutexLock lock(&mutex_);
  old = subscriptions_.extract(id);
  if (!old.empty()) old_list = std::exchange(subscribers_, nullptr);
}

void WatchHub::Core::WakeAll() {
  std::shared_ptr<const Subscribers> subscribers;
  {
    MutexLock lock(&mutex_);
    subscribers = SubscribersLocked();
  }
  for (const auto& subscriber : *subscribers) subscriber->WakeAnyway();
}

void WatchHub::Core::Drain() {
  draining_.store(true);
  WakeAll();
}

void WatchHub::Core::Close() {
  Drain();
  std::shared_ptr<const Subscribers> old_list;
  decltype(subscriptions_) old;
  MutexLock lock(&mutex_);
  closed_ = true;
  while (uses_ > 0) idle_.Wait(&mutex_);
  old.swap(subscriptions_);
  old_list = std::exchange(subscribers_, nullptr);
}

void WatchHub::Core::RunRead(const std::function<bool()>& task) {
  auto use = std::make_shared<Use>(shared_from_this());
  if (!use->open()) return;
  auto run = [self = shared_from_this(), use, task] {
    if (!task()) self->Retry(task);
  };
  if (!reads_.Schedule(run)) Retry(task);
}

void WatchHub::Core::Retry(std::function<bool()> task) {
  RunAt(timer_.Now() + options_.retry_interval, [core = weak_from_this(), task = std::move(task)] {
    if (const std::shared_ptr<Core> self = core.lock()) self->RunRead(task);
  });
}

void WatchHub::Core::RunAt(absl::Time when, std::function<void()> callback) {
  timer_.RunAt(when, [core = weak_from_this(), callback = std::move(callback)] {
    const std::shared_ptr<Core> self = core.lock();
    if (self == nullptr) return;
    const Use use(self);
    if (use.open()) callback();
  });
}

void WatchHub::Core::SchedulePoll() {
  if (options_.poll_interval <= absl::ZeroDuration()) return;
  RunAt(timer_.Now() + options_.poll_interval, [this] {
    StartPump(true);
    SchedulePoll();
  });
}

absl::Time WatchHub::Core::SetDeadline(std::uint64_t id,
                                       std::weak_ptr<SubscriptionState> subscription,
                                       absl::Time held, absl::Time when) {
  if (held <= when) return held;
  const Use use(shared_from_this());
  if (!use.open()) return held;
  bool sooner = false;
  {
    MutexLock lock(&deadlines_mutex_);
    deadlines_.erase({held, id});
    deadlines_.emplace(std::make_pair(when, id), std::move(subscription));
    sooner = when < alarm_at_;
    if (sooner) alarm_at_ = when;
  }
  if (sooner) RunAt(when, [this, when] { OnAlarm(when); });
  return when;
}

void WatchHub::Core::ClearDeadline(std::uint64_t id, absl::Time held) {
  MutexLock lock(&deadlines_mutex_);
  deadlines_.erase({held, id});
}

void WatchHub::Core::OnAlarm(absl::Time when) {
  std::vector<std::weak_ptr<SubscriptionState>> due;
  std::optional<absl::Time> next;
  {
    MutexLock lock(&deadlines_mutex_);
    if (when != alarm_at_) return;  // an earlier deadline has taken over since
    const absl::Time now = timer_.Now();
    while (!deadlines_.empty() && deadlines_.begin()->first.first <= now) {
      due.push_back(std::move(deadlines_.begin()->second));
      deadlines_.erase(deadlines_.begin());
    }
    if (!deadlines_.empty()) next = deadlines_.begin()->first.first;
    alarm_at_ = next.value_or(absl::InfiniteFuture());
  }
  if (next) RunAt(*next, [this, at = *next] { OnAlarm(at); });
  for (const auto& subscription : due) {
    if (const auto alive = subscription.lock()) alive->OnDeadline();
  }
}

void WatchHub::Core::CountSourceRead(bool ok) {
  source_reads_.fetch_add(1, std::memory_order_relaxed);
  if (!ok) source_errors_.fetch_add(1, std::memory_order_relaxed);
}

WatchHubStats WatchHub::Core::stats() const {
  WatchHubStats stats;
  stats.head_revision = head_.load();
  stats.source_reads = source_reads_.load(std::memory_order_relaxed);
  stats.source_errors = source_errors_.load(std::memory_order_relaxed);
  MutexLock lock(&mutex_);
  stats.ring_size = ring_.size();
  stats.subscriptions = subscriptions_.size();
  return stats;
}

}  // namespace isotherm::stream

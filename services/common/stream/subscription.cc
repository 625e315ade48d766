#include "services/common/stream/subscription.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace isotherm::stream {
namespace {

// Revisions copied from the ring under its lock at a time, and the most that a subscriber of every
// revision holds.
constexpr std::size_t kTakeRevisions = 64;

}  // namespace

SubscriptionState::SubscriptionState(std::shared_ptr<WatchHub::Core> core,
                                     const WatchOptions& options, Filter filter,
                                     std::function<void()> on_ready)
    : core_(std::move(core)),
      id_(core_->NextId()),
      options_(options),
      filter_(std::move(filter)),
      scope_{core_->store_hash(), StableHash(filter_.canonical)},
      on_ready_(std::move(on_ready)),
      conflate_(options.mode == DeliveryMode::kConflateLatest),
      pending_(conflate_),
      last_token_(options.resume_token),
      last_delivery_(core_->Now()) {
  if (!options.resume_token.empty()) Begin(options.resume_token);
}

void SubscriptionState::Begin(std::string_view token) {
  const absl::StatusOr<ResumePosition> position = DecodeResumeToken(scope_, token);
  if (!position.ok()) {
    EndWith(EndReason::kTokenInvalid, position.status(), "");
    return;
  }
  MutexLock lock(&mutex_);
  complete_ = cursor_ = position->revision;
  check_bounds_ = position->revision > core_->head();
  if (position->snapshot) {
    covered_ = after_name_ = position->snapshot->after_name;
    sent_ = position->snapshot->sent;
  } else {
    phase_ = Phase::kLive;
  }
}

void SubscriptionState::EndWith(EndReason reason, absl::Status status, std::string token) {
  Delivery end;
  end.kind = Delivery::Kind::kEnd;
  end.reason = reason;
  end.status = std::move(status);
  end.resume_token = std::move(token);
  MutexLock lock(&mutex_);
  if (!end_) end_ = std::move(end);
}

std::optional<Delivery> SubscriptionState::Next() {
  sleep_.store(kAwake);
  while (true) {
    const absl::Time now = core_->Now();
    Need need = Need::kNothing;
    {
      MutexLock lock(&mutex_);
      if (phase_ == Phase::kEnded) return std::nullopt;
      const std::int64_t seen_head = core_->head();
      std::optional<Delivery> delivery = Produce(now, need);
      if (delivery) {
        last_delivery_ = now;
        last_token_ = delivery->resume_token;
        return delivery;
      }
      if (need == Need::kNothing) {
        const bool paced = conflate_ && phase_ == Phase::kLive && !pending_.empty();
        const bool any = phase_ == Phase::kSnapshot;
        sleep_.store(paced ? kForTime : any ? kForAnyRevision : kForMatch);
        // Whoever moves the head or starts to drain looks at sleep_ afterwards; so look at both
        // again after going to sleep.
        if ((paced || core_->head() == seen_head) && !core_->draining()) {
          deadline_ = core_->SetDeadline(id_, weak_from_this(), deadline_, Due());
          return std::nullopt;
        }
        sleep_.store(kAwake);
        continue;
      }
      reading_ = true;
    }
    StartRead(need);
  }
}

std::optional<Delivery> SubscriptionState::Produce(absl::Time now, Need& need) {
  if (std::optional<Delivery> end = ProduceEnd()) return end;
  if (!reading_) {
    if (check_bounds_) {
      need = Need::kBounds;
      return std::nullopt;
    }
    std::optional<Delivery> delivery =
        phase_ == Phase::kSnapshot ? ProduceSnapshot(need) : ProduceLive(now, need);
    if (delivery || need != Need::kNothing) return delivery;
  }
  if (now - last_delivery_ < options_.heartbeat_interval) return std::nullopt;
  return Heartbeat();
}

std::optional<Delivery> SubscriptionState::ProduceEnd() {
  if (!end_ && core_->draining()) {
    end_.emplace();
    end_->kind = Delivery::Kind::kEnd;
    end_->reason = EndReason::kShuttingDown;
    end_->status = absl::UnavailableError(
        "the server is shutting down; resume with the last token on another replica");
    end_->resume_token = last_token_;
  }
  if (!end_) return std::nullopt;
  phase_ = Phase::kEnded;
  pending_.Clear();
  page_.reset();
  return std::exchange(end_, std::nullopt);
}

std::optional<Delivery> SubscriptionState::ProduceSnapshot(Need& need) {
  if (!page_) {
    need = Need::kPage;
    return std::nullopt;
  }
  const bool in_ring = Absorb();
  if (!pending_.empty() && pending_.front().revision->number <= page_->revision) {
    // A change in the middle of a revision repeats the last token, so there must be one.
    return last_token_.empty() ? Heartbeat() : PopChange();
  }
  if (cursor_ < page_->revision) {
    // The names already sent must reach the page's revision first.
    if (!in_ring) need = Need::kReplay;
    return std::nullopt;
  }
  complete_ = page_->revision;
  if (std::optional<Delivery> item = ProduceItem()) return item;

  covered_ = after_name_;
  if (!page_->last) {
    page_.reset();
    need = Need::kPage;
    return std::nullopt;
  }
  phase_ = Phase::kLive;
  page_.reset();
  Delivery done;
  done.kind = Delivery::Kind::kSnapshotComplete;
  done.revision = complete_;
  done.resource_count = sent_;
  done.resume_token = Token();
  return done;
}

std::optional<Delivery> SubscriptionState::ProduceItem() {
  while (next_item_ < page_->items.size()) {
    SnapshotItem& item = page_->items[next_item_++];
    after_name_ = item.name;
    auto change = std::make_shared<Change>();
    change->name = std::move(item.name);
    change->payload = std::move(item.payload);
    change->attributes = std::move(item.attributes);
    change->created = true;
    if (Look(filter_, *change) != Seen::kUpsert) continue;
    ++sent_;
    Delivery delivery;
    delivery.kind = Delivery::Kind::kUpsert;
    delivery.change = std::move(change);
    delivery.revision = complete_;
    delivery.commit_time = item.commit_time;
    delivery.resume_token = Token();
    return delivery;
  }
  return std::nullopt;
}

std::optional<Delivery> SubscriptionState::ProduceLive(absl::Time now, Need& need) {
  const bool in_ring = Absorb();
  if (pending_.empty()) {
    if (!in_ring) need = Need::kReplay;
    return std::nullopt;
  }
  if (conflate_ && now < next_change_) return std::nullopt;
  if (conflate_) next_change_ = now + options_.min_interval;
  return PopChange();
}

Delivery SubscriptionState::PopChange() {
  PendingQueue::Entry entry = pending_.Pop();
  Delivery delivery;
  delivery.kind = entry.seen == Seen::kUpsert ? Delivery::Kind::kUpsert : Delivery::Kind::kDeleted;
  delivery.revision = entry.revision->number;
  delivery.commit_time = entry.revision->commit_time;
  delivery.conflated_count = entry.conflated;
  const bool rest_of_revision =
      !pending_.empty() && pending_.front().revision->number == entry.revision->number;
  if (!rest_of_revision) complete_ = entry.revision->number;
  delivery.change = std::shared_ptr<const Change>(std::move(entry.revision), entry.change);
  delivery.resume_token = rest_of_revision ? last_token_ : Token();
  return delivery;
}

Delivery SubscriptionState::Heartbeat() {
  if (phase_ == Phase::kLive && pending_.empty()) complete_ = std::max(complete_, cursor_);
  Delivery heartbeat;
  heartbeat.kind = Delivery::Kind::kHeartbeat;
  heartbeat.revision = complete_;
  heartbeat.resume_token = Token();
  return heartbeat;
}

std::string SubscriptionState::Token() const {
  ResumePosition position;
  position.revision = complete_;
  if (phase_ == Phase::kSnapshot) position.snapshot = {after_name_, sent_};
  return EncodeResumeToken(scope_, position);
}

absl::Time SubscriptionState::Due() const {
  const absl::Time heartbeat = last_delivery_ + options_.heartbeat_interval;
  const bool paced = conflate_ && phase_ == Phase::kLive && !pending_.empty();
  return paced ? std::min(heartbeat, next_change_) : heartbeat;
}

bool SubscriptionState::Absorb() {
  std::vector<RevisionPtr> revisions;
  std::int64_t reached = 0;
  while (conflate_ || pending_.empty()) {
    revisions.clear();
    if (!core_->Fetch(cursor_, kTakeRevisions, revisions, reached)) return false;
    if (reached == cursor_) break;
    Take(revisions, reached);
  }
  return true;
}

void SubscriptionState::Take(const std::vector<RevisionPtr>& revisions, std::int64_t reached) {
  for (const RevisionPtr& revision : revisions) {
    if (revision->number <= cursor_) continue;
    for (const Change& change : revision->changes) {
      if (!Covered(change.name, revision->number)) continue;
      const Seen seen = Look(filter_, change);
      if (seen != Seen::kNot) pending_.Push(revision, change, seen);
    }
  }
  cursor_ = std::max(cursor_, reached);
}

bool SubscriptionState::Covered(std::string_view name, std::int64_t revision) const {
  if (phase_ == Phase::kLive || name <= covered_) return true;
  // The page shows its names as of its own revision; beyond it, later pages will.
  if (!page_ || revision <= page_->revision) return false;
  return page_->last || name <= page_end_;
}

void SubscriptionState::StartRead(Need need) {
  core_->RunRead([self = shared_from_this(), need] {
    bool done = true;
    if (need == Need::kBounds) done = self->ReadBounds();
    if (need == Need::kPage) done = self->ReadPage();
    if (need == Need::kReplay) done = self->ReadReplay();
    if (done) self->WakeAnyway();
    return done;
  });
}

bool SubscriptionState::ReadBounds() {
  const absl::StatusOr<LogBounds> bounds = core_->source().ReadBounds();
  core_->CountSourceRead(bounds.ok());
  if (!bounds.ok()) return false;
  core_->NotifyCommitted(bounds->head);
  std::int64_t position = 0;
  {
    MutexLock lock(&mutex_);
    reading_ = false;
    check_bounds_ = false;
    position = complete_;
  }
  if (position > bounds->head) {
    EndWith(EndReason::kTokenInvalid,
            absl::InvalidArgumentError(absl::StrCat(
                "resume_token stands for revision ", position, ", but the store ends at ",
                bounds->head, " (was it restored from a backup?); start with a snapshot")),
            "");
  }
  return true;
}

bool SubscriptionState::ReadPage() {
  std::string after;
  {
    MutexLock lock(&mutex_);
    after = covered_;
  }
  absl::StatusOr<SnapshotPage> page =
      core_->source().ReadSnapshot(after, core_->options().snapshot_page, filter_);
  core_->CountSourceRead(page.ok());
  if (!page.ok()) return false;
  // What changed since the last page may not have reached the hub yet.
  core_->NotifyCommitted(page->revision);
  MutexLock lock(&mutex_);
  if (page->revision < cursor_) return false;  // read from a store that lags behind: again, later
  reading_ = false;
  if (covered_.empty())
    cursor_ = complete_ = page->revision;  // nothing was sent: nothing to catch up
  if (page->items.empty()) page->last = true;
  page_end_ = page->items.empty() ? covered_ : page->items.back().name;
  page_ = *std::move(page);
  next_item_ = 0;
  return true;
}

bool SubscriptionState::ReadReplay() {
  std::int64_t after = 0;
  {
    MutexLock lock(&mutex_);
    after = cursor_;
  }
  const absl::StatusOr<RevisionBatch> batch =
      core_->source().ReadRevisions(after, core_->options().replay_page);
  const bool expired = absl::IsOutOfRange(batch.status());
  core_->CountSourceRead(batch.ok() || expired);
  if (expired) return EndExpired(after);
  if (!batch.ok()) return false;
  MutexLock lock(&mutex_);
  reading_ = false;
  Take(batch->revisions, batch->reached);
  return true;
}

bool SubscriptionState::EndExpired(std::int64_t position) {
  const absl::StatusOr<LogBounds> bounds = core_->source().ReadBounds();
  core_->CountSourceRead(bounds.ok());
  if (!bounds.ok()) return false;
  EndWith(EndReason::kTokenExpired,
          absl::OutOfRangeError(absl::StrCat("changes after revision ", position,
                                             " are no longer kept (the oldest kept follow ",
                                             bounds->compacted, "); start with a snapshot")),
          EncodeResumeToken(scope_, {bounds->compacted, std::nullopt}));
  MutexLock lock(&mutex_);
  reading_ = false;
  return true;
}

void SubscriptionState::WakeFor(const std::vector<RevisionPtr>* revisions) {
  int sleep = sleep_.load();
  if (sleep != kForMatch && sleep != kForAnyRevision) return;
  const bool concerns =
      sleep == kForAnyRevision || revisions == nullptr ||
      std::any_of(revisions->begin(), revisions->end(), [this](const RevisionPtr& revision) {
        return std::any_of(
            revision->changes.begin(), revision->changes.end(),
            [this](const Change& change) { return Look(filter_, change) != Seen::kNot; });
      });
  if (concerns && sleep_.compare_exchange_strong(sleep, kAwake)) on_ready_();
}

void SubscriptionState::WakeAnyway() {
  if (sleep_.exchange(kAwake) != kAwake) on_ready_();
}

void SubscriptionState::CatchUp(std::int64_t revision) {
  MutexLock lock(&mutex_);
  if (phase_ == Phase::kEnded || reading_ || check_bounds_ || cursor_ >= revision) return;
  Absorb();
}

void SubscriptionState::OnDeadline() {
  bool due = false;
  {
    MutexLock lock(&mutex_);
    deadline_ = absl::InfiniteFuture();
    if (phase_ == Phase::kEnded || sleep_.load() == kAwake) return;
    due = Due() <= core_->Now();
    if (!due) deadline_ = core_->SetDeadline(id_, weak_from_this(), deadline_, Due());
  }
  if (due) WakeAnyway();
}

void SubscriptionState::Cancel() {
  sleep_.store(kAwake);
  {
    MutexLock lock(&mutex_);
    phase_ = Phase::kEnded;
    pending_.Clear();
    page_.reset();
    core_->ClearDeadline(id_, deadline_);
  }
  core_->Remove(id_);
}

}  // namespace isotherm::stream

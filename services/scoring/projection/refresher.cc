#include "services/scoring/projection/refresher.h"

#include <spdlog/spdlog.h>

#include <string>
#include <utility>

#include "services/scoring/store/factor_rows.h"

namespace isotherm::scoring {
namespace {

// Leaders a transaction: short enough not to hold the followers up.
constexpr int kPage = 50;
constexpr absl::Duration kStoreTimeout = absl::Seconds(30);

}  // namespace

Refresher::Refresher(sql::Database& database, const Projector& projector, const Clock& clock,
                     absl::Duration interval, PublishFunction publish)
    : database_(database),
      projector_(projector),
      clock_(clock),
      interval_(interval),
      publish_(std::move(publish)),
      thread_([this] { Run(); }) {}

Refresher::~Refresher() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

bool Refresher::stopping() const {
  absl::MutexLock lock(&mutex_);
  return stopping_;
}

absl::Status Refresher::RefreshAll() {
  std::string after;
  while (!stopping()) {
    std::vector<std::string> leaders;
    std::vector<ReadingUpdate> updates;
    const absl::StatusOr<sql::WriteResult> written =
        database_.Write(clock_.Now() + kStoreTimeout, [&](sql::WriteTransaction& transaction) {
          updates.clear();
          if (absl::Status status = LockProjections(transaction); !status.ok()) return status;
          absl::StatusOr<std::vector<std::string>> page =
              ListFactorLeaders(transaction, after, kPage);
          if (!page.ok()) return page.status();
          leaders = *std::move(page);
          for (const std::string& leader : leaders) {
            absl::Status status = projector_.Project(transaction, leader,
                                                     Projector::Publish::kVisibleChange, updates);
            if (!status.ok()) return status;
          }
          return absl::OkStatus();
        });
    if (!written.ok()) return written.status();
    publish_(written->commit, std::move(updates));
    if (leaders.size() < kPage) break;
    after = leaders.back();
  }
  return absl::OkStatus();
}

void Refresher::Run() {
  while (true) {
    if (absl::Status status = RefreshAll(); !status.ok()) {
      spdlog::warn("refresh of readings failed, trying again at the next interval error=\"{}\"",
                   std::string(status.message()));
    }
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), interval_)) return;
  }
}

}  // namespace isotherm::scoring

// Tells this process what any replica has published, from the change log that all of them share.
//
// Purpose: CacheWriter knows of this process's commits alone. A cache in memory is brought up to
// date with the others' here (within the hub's poll interval); a shared one is left to whoever
// committed, for an entry put first without its announcement would never be announced.
// Thread-safety: works on the hub's threads. Lifetime: hub and cache outlive it; when the
// destructor returns, nothing is called any more.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "services/common/stream/watch_hub.h"
#include "services/scoring/cache/heat_cache.h"

namespace isotherm::scoring {

class CacheFeed {
 public:
  // `on_published` is called with the leader of each publication or withdrawal, own ones included.
  CacheFeed(stream::WatchHub& hub, HeatCache& cache,
            std::function<void(const std::string& leader)> on_published);
  ~CacheFeed();
  CacheFeed(const CacheFeed&) = delete;
  CacheFeed& operator=(const CacheFeed&) = delete;

 private:
  struct State;
  const std::shared_ptr<State> state_;
};

}  // namespace isotherm::scoring

// Whether the server may call itself ready.
//
// It is once everything that is followed has been caught up with, and no more once that has been
// lost for longer than `grace`: a connection that comes back at once turns nobody away.
// Thread-safety: one thread.
#pragma once

#include <optional>

#include "absl/time/time.h"

namespace isotherm::scoring {

class Readiness {
 public:
  explicit Readiness(absl::Duration grace) : grace_(grace) {}

  // To be asked regularly, with the state and time of now.
  bool Update(bool caught_up, absl::Time now) {
    if (caught_up) {
      lost_since_.reset();
      ready_ = true;
    } else if (!lost_since_) {
      lost_since_ = now;
    }
    if (lost_since_ && now - *lost_since_ >= grace_) ready_ = false;
    return ready_;
  }

 private:
  const absl::Duration grace_;
  bool ready_ = false;
  std::optional<absl::Time> lost_since_;
};

}  // namespace isotherm::scoring

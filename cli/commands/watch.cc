#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "cli/client/suite_client.h"
#include "cli/commands/commands.h"
#include "cli/commands/leader_argument.h"
#include "cli/commands/reads.h"
#include "cli/output/json.h"
#include "cli/output/table.h"
#include "services/gateway/brief/wording.h"

namespace isotherm::cli {
namespace {

using scoring::v1::HeatReading;
using scoring::v1::WatchHeatRequest;
using scoring::v1::WatchHeatResponse;

constexpr absl::Duration kReconnectDelay = absl::Seconds(1);

// Shows steps as they come: a table redrawn on a terminal, lines elsewhere, JSON Lines for
// programs.
class View {
 public:
  explicit View(Context& context) : context_(context) {}

  void Show(const WatchHeatResponse& step) {
    if (context_.json) {
      ShowJson(step);
    } else if (context_.out.is_terminal()) {
      Remember(step);
      // Half a snapshot is no picture of the world.
      if (complete_) Redraw();
    } else {
      ShowLine(step);
    }
    context_.out.Flush();
  }

 private:
  void Remember(const WatchHeatResponse& step) {
    if (step.has_upsert()) readings_[step.upsert().leader()] = step.upsert();
    if (step.event_case() == WatchHeatResponse::kDeleted) {
      std::string leader = step.deleted();
      if (leader.size() > 5 && leader.rfind("/heat") == leader.size() - 5) {
        leader.resize(leader.size() - 5);
      }
      readings_.erase(leader);
    }
    // A resumed stream sends no snapshot.
    if (step.has_snapshot_complete() || step.has_heartbeat()) complete_ = true;
  }

  void Redraw() {
    std::vector<HeatReading> sorted;
    for (const auto& [leader, reading] : readings_) sorted.push_back(reading);
    std::stable_sort(sorted.begin(), sorted.end(), [](const HeatReading& a, const HeatReading& b) {
      return a.score() > b.score();
    });
    context_.out.Write(absl::StrCat(
        "\x1b[H\x1b[J", ReadingTable(sorted, true, context_.out), "\n",
        brief::Count(static_cast<int>(sorted.size()), "leader"), ", live since ",
        absl::FormatTime("%H:%M:%S", start_, absl::LocalTimeZone()), ", last change ",
        absl::FormatTime("%H:%M:%S", absl::Now(), absl::LocalTimeZone()), "; Ctrl-C ends\n"));
  }

  void ShowLine(const WatchHeatResponse& step) {
    if (step.has_upsert()) {
      const HeatReading& reading = step.upsert();
      std::string was = LevelCell(reading.previous_level(), false);
      if (!was.empty()) was = absl::StrCat("  (was ", was, ")");
      context_.out.Write(
          absl::StrCat(brief::IsoDay(reading.as_of_time()), "  ",
                       absl::StrFormat("%-8s %5.1f  %-7s  ", LevelCell(reading.level(), false),
                                       reading.score(), TrendCell(reading.trend())),
                       reading.leader_display_name(), was, "\n"));
    } else if (step.event_case() == WatchHeatResponse::kDeleted) {
      context_.out.Write(absl::StrCat("gone: ", step.deleted(), "\n"));
    } else if (step.has_snapshot_complete()) {
      context_.err.Write(absl::StrCat(
          brief::Count(static_cast<int>(step.snapshot_complete().resource_count()), "leader"),
          "; waiting for changes\n"));
    }
  }

  void ShowJson(const WatchHeatResponse& step) {
    Json json;
    switch (step.event_case()) {
      case WatchHeatResponse::kUpsert:
        json["type"] = "upsert";
        json["reading"] = ReadingJson(step.upsert());
        break;
      case WatchHeatResponse::kDeleted:
        json["type"] = "deleted";
        json["name"] = step.deleted();
        break;
      case WatchHeatResponse::kSnapshotComplete:
        json["type"] = "snapshot_complete";
        json["resource_count"] = step.snapshot_complete().resource_count();
        break;
      default:
        json["type"] = "heartbeat";
    }
    json["resume_token"] = step.position().resume_token();
    json["conflated_count"] = step.position().conflated_count();
    json["revision"] = step.position().revision();
    context_.out.Write(Line(json));
  }

  Context& context_;
  const absl::Time start_ = absl::Now();
  std::map<std::string, HeatReading> readings_;
  bool complete_ = false;
};

absl::StatusOr<WatchHeatRequest> MakeRequest(const WatchOptions& options, Context& context) {
  WatchHeatRequest request;
  for (const std::string& argument : options.leaders) {
    const absl::StatusOr<std::string> leader = ResolveLeader(argument, "", context);
    if (!leader.ok()) return leader.status();
    request.add_leaders(*leader);
  }
  request.mutable_options()->set_resume_token(options.resume_token);
  if (options.every_revision) {
    request.mutable_options()->set_delivery(common::v1::WATCH_DELIVERY_EVERY_REVISION);
  } else if (context.out.is_terminal()) {
    // A person reads no faster; the service merges what comes between.
    request.mutable_options()->mutable_min_interval()->set_nanos(200'000'000);
  }
  return request;
}

}  // namespace

Result RunWatch(const WatchOptions& options, Context& context) {
  absl::StatusOr<WatchHeatRequest> request = MakeRequest(options, context);
  if (!request.ok()) return request.status();
  const absl::Time deadline =
      options.seconds > 0 ? absl::Now() + absl::Seconds(options.seconds) : absl::InfiniteFuture();
  View view(context);
  bool snapshot = options.resume_token.empty();
  bool received = false;
  int changes = 0;
  bool enough = false;
  for (;;) {
    const absl::Status status =
        context.client().WatchHeat(*request, deadline, [&](const WatchHeatResponse& step) {
          received = true;
          view.Show(step);
          request->mutable_options()->set_resume_token(step.position().resume_token());
          if (step.has_snapshot_complete()) {
            snapshot = false;
          } else if (!snapshot && !step.has_heartbeat()) {
            ++changes;
          }
          enough = options.count > 0 && changes >= options.count;
          return !enough;
        });
    if (enough || (status.ok() && absl::Now() >= deadline)) return ExitCode::kOk;
    // Before the first message there is nothing to resume: the server is not there at all.
    const bool resumable = received && (status.ok() || absl::IsUnavailable(status));
    if (!resumable) return status.ok() ? Result(ExitCode::kOk) : Result(status);
    if (absl::Now() + kReconnectDelay >= deadline) return ExitCode::kOk;
    context.err.Write("The stream ended; resuming from the last token.\n");
    absl::SleepFor(kReconnectDelay);
  }
}

}  // namespace isotherm::cli

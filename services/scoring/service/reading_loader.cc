#include "services/scoring/service/reading_loader.h"

#include <utility>

namespace isotherm::scoring {
namespace {

constexpr TtlCacheOptions kUnknownLeaders = {
    .max_entries = 10'000,
    .ttl = absl::ZeroDuration(),
    .negative_ttl = absl::Seconds(5),
    .beta = 0,
};

}  // namespace

ReadingLoader::ReadingLoader(HeatCache& cache, LoadFromStore load, const Clock& clock)
    : cache_(cache), load_(std::move(load)), unknown_(kUnknownLeaders, clock, [] { return 0.0; }) {}

absl::StatusOr<ReadingLoader::Loaded> ReadingLoader::Load(std::string_view leader) {
  const std::string key(leader);
  if (unknown_.Get(key).found == TtlCache<bool>::Found::kAbsent) return Loaded{};
  absl::StatusOr<CacheAnswer> cached = cache_.Get(leader);
  if (cached.ok() && cached->hit) return Loaded{std::move(cached->reading), false};
  const bool bypassed = !cached.ok();
  return flights_.Do(key, [&] { return Miss(key, bypassed); });
}

absl::StatusOr<ReadingLoader::Loaded> ReadingLoader::Miss(const std::string& leader,
                                                          bool bypassed) {
  const TtlCache<bool>::Ticket ticket = unknown_.BeginLoad(leader);
  absl::StatusOr<std::optional<v1::HeatReading>> stored = load_(leader);
  if (!stored.ok()) return stored.status();
  if (!*stored) {
    unknown_.Put(leader, std::nullopt, absl::ZeroDuration(), ticket);
    return Loaded{nullptr, bypassed};
  }
  CacheEntry entry;
  entry.leader = leader;
  entry.revision = (*stored)->revision();
  entry.reading = std::make_shared<const v1::HeatReading>(**std::move(stored));
  if (!bypassed) bypassed = !cache_.Put({entry}, /*announce=*/false).ok();
  return Loaded{std::move(entry.reading), bypassed};
}

}  // namespace isotherm::scoring

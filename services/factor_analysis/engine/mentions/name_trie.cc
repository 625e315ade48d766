#include "services/factor_analysis/engine/mentions/name_trie.h"

#include <algorithm>
#include <utility>

namespace isotherm::engine {
namespace {

constexpr std::size_t kInitialEdges = 1024;

}  // namespace

NameTrie::NameTrie() : edges_(kInitialEdges) {}

std::size_t NameTrie::Slot(std::uint32_t node, std::uint64_t token_hash) const {
  const std::size_t mask = edges_.size() - 1;
  std::uint64_t key = token_hash ^ (node * 0x9E3779B97F4A7C15ull);
  key ^= key >> 29;
  key *= 0xBF58476D1CE4E5B9ull;
  key ^= key >> 32;
  std::size_t slot = static_cast<std::size_t>(key) & mask;
  while (edges_[slot].parent != kNone32 &&
         (edges_[slot].parent != node || edges_[slot].hash != token_hash)) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

std::uint32_t NameTrie::Step(std::uint32_t node, std::uint64_t token_hash) const {
  const Edge& edge = edges_[Slot(node, token_hash)];
  return edge.parent == kNone32 ? kNone32 : edge.child;
}

void NameTrie::Grow() {
  std::vector<Edge> old(edges_.size() * 2);
  old.swap(edges_);
  for (const Edge& edge : old) {
    if (edge.parent != kNone32) edges_[Slot(edge.parent, edge.hash)] = edge;
  }
}

std::uint32_t NameTrie::StepOrAdd(std::uint32_t node, std::uint64_t token_hash) {
  std::size_t slot = Slot(node, token_hash);
  if (edges_[slot].parent != kNone32) return edges_[slot].child;
  if ((edge_count_ + 1) * 2 > edges_.size()) {
    Grow();
    slot = Slot(node, token_hash);
  }
  ++edge_count_;
  edges_[slot] = {token_hash, node, nodes_};
  return nodes_++;
}

void NameTrie::Add(std::string_view name, NameEntry entry) {
  tokens_.clear();
  gaps_.clear();
  sub_tokens_.clear();
  arena_.resize(std::max(arena_.size(), Tokenizer::ArenaBytes(name)));
  Tokenizer(name, arena_.data()).Run(tokens_, gaps_);
  AppendSubTokens(tokens_, sub_tokens_);
  if (sub_tokens_.empty()) return;
  std::uint32_t node = kRoot;
  for (const SubToken& part : sub_tokens_) node = StepOrAdd(node, part.hash);
  pending_.push_back({node, entry});
}

void NameTrie::Build() {
  const auto same = [](const Pending& a, const Pending& b) {
    return a.node == b.node && a.entry.actor == b.entry.actor;
  };
  std::stable_sort(pending_.begin(), pending_.end(), [](const Pending& a, const Pending& b) {
    return std::pair(a.node, a.entry.actor) < std::pair(b.node, b.entry.actor);
  });
  // A name that is both alias and short name of one actor keeps its first, fuller meaning.
  pending_.erase(std::unique(pending_.begin(), pending_.end(), same), pending_.end());
  entry_starts_.assign(nodes_ + 1, 0);
  entries_.reserve(pending_.size());
  for (const Pending& pending : pending_) {
    ++entry_starts_[pending.node + 1];
    entries_.push_back(pending.entry);
  }
  for (std::size_t i = 1; i < entry_starts_.size(); ++i) entry_starts_[i] += entry_starts_[i - 1];
  pending_ = {};
  tokens_ = {};
  gaps_ = {};
  sub_tokens_ = {};
  arena_ = {};
}

absl::Span<const NameEntry> NameTrie::EntriesAt(std::uint32_t node) const {
  return absl::MakeConstSpan(entries_).subspan(entry_starts_[node],
                                               entry_starts_[node + 1] - entry_starts_[node]);
}

}  // namespace isotherm::engine

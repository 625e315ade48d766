#include "services/factor_analysis/engine/mentions/name_trie.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/factor_analysis/engine/text/token_hash.h"

namespace isotherm::engine {
namespace {

std::uint32_t Walk(const NameTrie& trie, const std::vector<std::string>& words) {
  std::uint32_t node = NameTrie::kRoot;
  for (const std::string& word : words) {
    node = trie.Step(node, TokenHash(word));
    if (node == kNone32) return kNone32;
  }
  return node;
}

TEST(NameTrieTest, FindsNamesAsTextsSpellThem) {
  NameTrie trie;
  trie.Add("Nagorno-Karabakh", {1, MentionKind::kName, false});
  trie.Add("George H. W. Bush", {2, MentionKind::kName, false});
  trie.Add("Bush", {2, MentionKind::kShortName, false});
  trie.Add("Bush", {3, MentionKind::kShortName, false});
  trie.Add("...", {4, MentionKind::kName, false});
  trie.Build();
  EXPECT_EQ(trie.EntriesAt(Walk(trie, {"nagorno", "karabakh"})).size(), 1u);
  EXPECT_TRUE(trie.EntriesAt(Walk(trie, {"nagorno"})).empty());
  EXPECT_EQ(trie.EntriesAt(Walk(trie, {"george", "h", "w", "bush"}))[0].actor, 2u);
  EXPECT_EQ(trie.EntriesAt(Walk(trie, {"bush"})).size(), 2u);
  EXPECT_EQ(Walk(trie, {"obama"}), kNone32);
  EXPECT_TRUE(trie.EntriesAt(NameTrie::kRoot).empty());
}

TEST(NameTrieTest, OneActorMeansOneThingByOneName) {
  NameTrie trie;
  trie.Add("Lula", {7, MentionKind::kName, false});
  trie.Add("Lula", {7, MentionKind::kShortName, false});
  trie.Build();
  const auto entries = trie.EntriesAt(Walk(trie, {"lula"}));
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].kind, MentionKind::kName);
}

TEST(NameTrieTest, AHundredThousandActorsBuildInASecond) {
  constexpr std::uint32_t kActors = 100'000;
  const auto start = std::chrono::steady_clock::now();
  NameTrie trie;
  for (std::uint32_t i = 0; i < kActors; ++i) {
    const std::string surname = "Sur" + std::to_string(i * 7919 % 60'000);
    const std::string given = "Given" + std::to_string(i % 500);
    trie.Add(absl::StrCat(given, " ", surname), {i, MentionKind::kName, false});
    trie.Add(surname, {i, MentionKind::kShortName, false});
    trie.Add(absl::StrCat("Dr ", given, " X. ", surname), {i, MentionKind::kName, false});
  }
  trie.Build();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  RecordProperty("milliseconds", static_cast<int>(took.count() * 1e3));
  // Generous for a loaded machine; a quiet one needs a fifth of it.
  EXPECT_LT(took.count(), 5.0);
  EXPECT_EQ(trie.EntriesAt(Walk(trie, {"given1", "sur7919"})).size(), 2u);
}

}  // namespace
}  // namespace isotherm::engine

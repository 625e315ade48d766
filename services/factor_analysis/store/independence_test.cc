#include "services/factor_analysis/store/independence.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "absl/strings/str_cat.h"
#include "services/common/testing/test_store.h"
#include "services/factor_analysis/near_duplicate/signature.h"
#include "services/factor_analysis/store/factor_store.h"
#include "services/factor_analysis/store/testing_documents.h"

namespace isotherm::factor_analysis {
namespace {

constexpr absl::Time kNever = absl::InfiniteFuture();

std::string IdOf(const std::string& name) { return name.substr(name.rfind('/') + 1); }

class IndependenceTest : public ::testing::TestWithParam<sql::Backend> {
 protected:
  struct World {
    explicit World(sql::Backend backend) : database(backend) {
      FactorStoreOptions options;
      options.connection_string = database.connection_string();
      options.clock = &clock;
      store = FactorStore::Open(options).value();
    }
    IngestResult Ingest(const NewDocument& document) {
      const NewDocument* entry = &document;
      return store->Ingest(kNever, absl::MakeConstSpan(&entry, 1)).value().results.front();
    }
    void Retract(const NewDocument& document) {
      auto retracted =
          store->RetractDocument(kNever, {}, IdOf(document.document.name()), "a test's wish");
      ASSERT_TRUE(retracted.ok()) << retracted.status();
    }
    // Publisher by factor name, of what counts.
    std::map<std::string, std::string> Publishers() {
      ListQuery query;
      query.equals = {{"active", std::int64_t{1}}};
      query.page_size = 1000;
      std::map<std::string, std::string> publishers;
      const auto page = store->ListFactors(kNever, query).value();
      for (const auto& factor : page.items) {
        publishers[factor.name()] = factor.publisher();
      }
      return publishers;
    }
    testing::TestStore database;
    FakeClock clock{absl::FromUnixSeconds(1'700'000'000)};
    std::unique_ptr<FactorStore> store;
  };
};

INSTANTIATE_TEST_SUITE_P(Backends, IndependenceTest, testing::kBackends, testing::BackendName);

TEST_P(IndependenceTest, CopiesCarryThePublisherOfTheOriginal) {
  World world(GetParam());
  const NewDocument original = MakeDocument("a", "2023-10-02", "Wire", MakeSignature(1), 1);
  const NewDocument copy = MakeDocument("b", "2023-10-03", "Paper", MakeSignature(1, 20), 1);
  const NewDocument other = MakeDocument("c", "2023-10-03", "Paper", MakeSignature(1, 40), 1);
  EXPECT_EQ(world.Ingest(original).near_duplicate_of, "");
  EXPECT_EQ(world.Ingest(copy).near_duplicate_of, original.document.name());
  EXPECT_EQ(world.Ingest(other).near_duplicate_of, "");
  auto publishers = world.Publishers();
  EXPECT_EQ(publishers[original.factors[0].name()], "Wire");
  EXPECT_EQ(publishers[copy.factors[0].name()], "Wire");
  EXPECT_EQ(publishers[other.factors[0].name()], "Paper");
  EXPECT_EQ(world.Ingest(copy).near_duplicate_of, original.document.name());

  world.Retract(original);
  publishers = world.Publishers();
  EXPECT_EQ(publishers[copy.factors[0].name()], "Paper");
  EXPECT_EQ(publishers.count(original.factors[0].name()), 0u);
  world.Ingest(original);
  EXPECT_EQ(world.Publishers()[copy.factors[0].name()], "Wire");
}

TEST_P(IndependenceTest, AnOriginalThatComesLateTakesItsCopies) {
  World world(GetParam());
  const NewDocument original = MakeDocument("a", "2023-10-02", "Wire", MakeSignature(2), 1);
  const NewDocument copy = MakeDocument("b", "2023-10-03", "Paper", MakeSignature(2), 1);
  world.Ingest(copy);
  EXPECT_EQ(world.Ingest(original).near_duplicate_of, copy.document.name());
  EXPECT_EQ(world.Publishers()[copy.factors[0].name()], "Wire");
}

TEST_P(IndependenceTest, AnUnnamedPublisherNeverHidesAName) {
  World world(GetParam());
  const NewDocument unnamed = MakeDocument("a", "2023-10-02", "", MakeSignature(2), 1);
  const NewDocument named = MakeDocument("b", "2023-10-02", "Paper", MakeSignature(2), 1);
  world.Ingest(unnamed);
  world.Ingest(named);
  EXPECT_EQ(world.Publishers()[unnamed.factors[0].name()], "Paper");
}

TEST_P(IndependenceTest, ADocumentWithoutWordsHasNoCopies) {
  World world(GetParam());
  world.Ingest(MakeDocument("a", "2023-10-02", "Wire", "", 1));
  EXPECT_EQ(world.Ingest(MakeDocument("b", "2023-10-03", "Paper", "", 1)).near_duplicate_of, "");
}

// What the header promises, by the definition and without an index.
std::map<std::string, std::string> ByDefinition(const std::vector<NewDocument>& active) {
  std::vector<const NewDocument*> ordered;
  for (const NewDocument& document : active) ordered.push_back(&document);
  const auto key = [](const NewDocument& made) {
    return SortKey({IdOf(made.document.name()), made.document.date(), made.document.publisher(),
                    made.fingerprint});
  };
  std::sort(ordered.begin(), ordered.end(),
            [&](const NewDocument* a, const NewDocument* b) { return key(*a) < key(*b); });
  std::map<std::string, std::string> publishers;
  std::vector<std::string> settled;
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    std::string publisher = ordered[i]->document.publisher();
    for (std::size_t k = 0; k < i; ++k) {
      if (near_duplicate::AreNear(ordered[k]->fingerprint, ordered[i]->fingerprint,
                                  near_duplicate::kMinResemblance)) {
        publisher = settled[k];
        break;
      }
    }
    settled.push_back(publisher);
    publishers[ordered[i]->factors[0].name()] = publisher;
  }
  return publishers;
}

TEST_P(IndependenceTest, PublishersDependOnTheSetOfDocumentsAlone) {
  // Chains and clusters: signatures grow out of each other by some values.
  std::mt19937_64 random(20231002);
  std::vector<NewDocument> documents;
  for (int i = 0; i < 40; ++i) {
    std::string signature = MakeSignature(random());
    if (i > 3 && random() % 4 != 0) {
      signature = documents[random() % documents.size()].fingerprint;
      for (int changes = random() % 36 + 1; changes > 0; --changes) {
        signature[random() % signature.size()] = static_cast<char>(random());
      }
    }
    documents.push_back(MakeDocument(absl::StrCat("text ", i),
                                     absl::StrCat("2023-10-0", random() % 3 + 1),
                                     absl::StrCat("Paper ", random() % 6), signature, 1));
  }
  for (int round = 0; round < 3; ++round) {
    World world(GetParam());
    std::shuffle(documents.begin(), documents.end(), random);
    std::vector<NewDocument> active;
    for (const NewDocument& document : documents) {
      world.Ingest(document);
      active.push_back(document);
      if (random() % 3 == 0) {
        const std::size_t victim = random() % active.size();
        world.Retract(active[victim]);
        if (random() % 2 == 0) {
          EXPECT_EQ(world.Ingest(active[victim]).outcome, IngestOutcome::kRestored);
        } else {
          active.erase(active.begin() + static_cast<std::ptrdiff_t>(victim));
        }
      }
    }
    EXPECT_EQ(world.Publishers(), ByDefinition(active));
  }
}

}  // namespace
}  // namespace isotherm::factor_analysis

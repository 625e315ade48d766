#include "services/factor_analysis/store/factor_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "services/common/sql/change_log.h"
#include "services/common/status/errors.h"
#include "services/common/testing/test_store.h"
#include "services/factor_analysis/identity/resource_names.h"
#include "services/factor_analysis/store/schema.h"
#include "services/factor_analysis/store/testing_documents.h"

namespace isotherm::factor_analysis {
namespace {

namespace pb = factor::v1;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr absl::Time kNever = absl::InfiniteFuture();

std::string IdOf(const std::string& name) { return name.substr(name.rfind('/') + 1); }

class FactorStoreTest : public ::testing::TestWithParam<sql::Backend> {
 protected:
  void SetUp() override { Reopen(); }

  void Reopen() {
    store_.reset();
    FactorStoreOptions options;
    options.connection_string = database_.connection_string();
    options.clock = &clock_;
    auto opened = FactorStore::Open(options);
    ASSERT_TRUE(opened.ok()) << opened.status();
    store_ = *std::move(opened);
  }

  IngestResult Ingest(const NewDocument& document) {
    const NewDocument* entry = &document;
    auto ingested = store_->Ingest(kNever, absl::MakeConstSpan(&entry, 1));
    EXPECT_TRUE(ingested.ok()) << ingested.status();
    if (!ingested.ok()) return {};
    last_ = ingested->commit;
    return ingested->results.front();
  }

  std::vector<sql::LoggedChange> FactorChangesAfter(std::int64_t revision) {
    std::vector<sql::LoggedChange> changes;
    absl::Status status = store_->database().Read(kNever, [&](sql::ReadTransaction& transaction) {
      auto read = sql::ReadChanges(transaction, "factors", revision, 1000);
      if (read.ok()) changes = std::move(read->changes);
      return read.status();
    });
    EXPECT_TRUE(status.ok()) << status;
    return changes;
  }

  std::vector<pb::Factor> ActiveFactors() {
    ListQuery query;
    query.equals = {{"active", std::int64_t{1}}};
    query.page_size = 1000;
    auto page = store_->ListFactors(kNever, query);
    EXPECT_TRUE(page.ok()) << page.status();
    return page.ok() ? page->items : std::vector<pb::Factor>{};
  }

  testing::TestStore database_{GetParam()};
  FakeClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  std::unique_ptr<FactorStore> store_;
  sql::Commit last_;
};

INSTANTIATE_TEST_SUITE_P(Backends, FactorStoreTest, testing::kBackends, testing::BackendName);

TEST_P(FactorStoreTest, KeepsADocumentWithAllThatWasReadInItAcrossARestart) {
  const NewDocument made =
      MakeDocument(std::string("text \xE2\x82\xAC"), "2023-10-02", "Agency", MakeSignature(0));
  const IngestResult result = Ingest(made);
  EXPECT_EQ(result.outcome, IngestOutcome::kIngested);
  EXPECT_EQ(result.document, made.document.name());
  EXPECT_EQ(result.factor_count, 2);
  EXPECT_EQ(result.event_count, 1);
  EXPECT_EQ(result.near_duplicate_of, "");
  Reopen();

  auto document = store_->GetDocument(kNever, IdOf(made.document.name()));
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(document->content(), made.document.content());
  EXPECT_EQ(document->text(), made.document.text());
  EXPECT_EQ(document->state(), pb::STATE_ACTIVE);
  EXPECT_EQ(document->ingest_time().seconds(), 1'700'000'000);

  auto factor = store_->GetFactor(kNever, "leader-1", IdOf(made.factors[1].name()));
  ASSERT_TRUE(factor.ok()) << factor.status();
  EXPECT_EQ(factor->publisher(), "Agency");
  EXPECT_EQ(factor->state(), pb::STATE_ACTIVE);
  EXPECT_EQ(factor->known_time().seconds(), 1'700'000'000);
  EXPECT_EQ(factor->strength(), 1.5);

  auto event = store_->GetEvent(kNever, IdOf(made.events[0].name()));
  ASSERT_TRUE(event.ok()) << event.status();
  EXPECT_EQ(event->type(), common::v1::EVENT_TYPE_AID);
  EXPECT_EQ(event->known_time().seconds(), 1'700'000'000);
}

TEST_P(FactorStoreTest, KeepsAnyOctets) {
  std::string octets("\0\xff <a>'\" :x \x01", 13);
  NewDocument made = MakeDocument(octets, "2023-10-02", "O'Brien :publisher", MakeSignature(0));
  Ingest(made);
  auto document = store_->GetDocument(kNever, IdOf(made.document.name()));
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(document->content(), octets);
}

TEST_P(FactorStoreTest, UnknownNamesAreNotFound) {
  for (const absl::Status& status :
       {store_->GetDocument(kNever, "none").status(), store_->GetEvent(kNever, "none").status(),
        store_->GetFactor(kNever, "leader-0", "none").status(),
        store_->RetractDocument(kNever, {}, "none", "why").status(),
        store_->RetractFactor(kNever, {}, "leader-0", "none", "why").status()}) {
    EXPECT_EQ(ReasonOf(status), common::v1::ERROR_REASON_RESOURCE_NOT_FOUND) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("/none"));
  }
  const NewDocument made = MakeDocument("text", "2023-10-02", "Agency", MakeSignature(0));
  Ingest(made);
  const std::string id = IdOf(made.factors[0].name());
  EXPECT_TRUE(absl::IsNotFound(store_->GetFactor(kNever, "another-leader", id).status()));
  EXPECT_TRUE(
      absl::IsNotFound(store_->RetractFactor(kNever, {}, "another-leader", id, "why").status()));
}

TEST_P(FactorStoreTest, TheSameDocumentTwiceChangesNothing) {
  const NewDocument made = MakeDocument("text", "2023-10-02", "Agency", MakeSignature(7));
  Ingest(made);
  const sql::Commit first = last_;
  clock_.Advance(absl::Hours(1));
  const IngestResult again = Ingest(made);
  EXPECT_EQ(again.outcome, IngestOutcome::kDuplicate);
  EXPECT_EQ(again.factor_count, 2);
  EXPECT_EQ(again.event_count, 1);
  EXPECT_EQ(last_.revision, first.revision);
  EXPECT_TRUE(FactorChangesAfter(first.revision).empty());
  EXPECT_EQ(ActiveFactors().size(), 2u);

  const NewDocument* twice[] = {&made, &made};
  auto batch = store_->Ingest(kNever, twice);
  ASSERT_TRUE(batch.ok());
  EXPECT_EQ(batch->results[1].outcome, IngestOutcome::kDuplicate);
}

TEST_P(FactorStoreTest, OneDocumentTwiceInOneBatchIsStoredOnce) {
  const NewDocument made = MakeDocument("text", "2023-10-02", "Agency", MakeSignature(7));
  const NewDocument* twice[] = {&made, &made};
  auto batch = store_->Ingest(kNever, twice);
  ASSERT_TRUE(batch.ok()) << batch.status();
  EXPECT_EQ(batch->results[0].outcome, IngestOutcome::kIngested);
  EXPECT_EQ(batch->results[1].outcome, IngestOutcome::kDuplicate);
  EXPECT_EQ(ActiveFactors().size(), 2u);
}

TEST_P(FactorStoreTest, SourceKeysFindWhatIsStored) {
  const NewDocument made = MakeDocument("text", "2023-10-02", "Agency", MakeSignature(7));
  Ingest(made);
  auto names = store_->DocumentsBySource(kNever, {made.source_key, "unknown"});
  ASSERT_TRUE(names.ok()) << names.status();
  EXPECT_THAT(*names, UnorderedElementsAre(std::pair(made.source_key, made.document.name())));
  EXPECT_TRUE(store_->DocumentsBySource(kNever, {})->empty());

  NewDocument recognised;  // as the service sends a document it has not analysed again
  recognised.document.set_name(made.document.name());
  EXPECT_EQ(Ingest(recognised).outcome, IngestOutcome::kDuplicate);
}

TEST_P(FactorStoreTest, RetractedAndIngestedAgainIsTheSame) {
  const NewDocument made = MakeDocument("text", "2023-10-02", "Agency", MakeSignature(7));
  Ingest(made);
  const auto before = ActiveFactors();
  const std::string id = IdOf(made.document.name());
  clock_.Advance(absl::Hours(1));

  auto retracted = store_->RetractDocument(kNever, {}, id, "withdrawn by its author");
  ASSERT_TRUE(retracted.ok()) << retracted.status();
  EXPECT_EQ(retracted->response.retracted_factor_count(), 2);
  EXPECT_EQ(retracted->response.document().state(), pb::STATE_RETRACTED);
  EXPECT_TRUE(ActiveFactors().empty());
  EXPECT_EQ(store_->GetDocument(kNever, id)->state(), pb::STATE_RETRACTED);
  EXPECT_EQ(store_->GetEvent(kNever, IdOf(made.events[0].name()))->state(), pb::STATE_RETRACTED);
  const auto deletions = FactorChangesAfter(retracted->commit.revision - 1);
  ASSERT_EQ(deletions.size(), 2u);
  EXPECT_TRUE(deletions[0].change.deleted && deletions[1].change.deleted);

  const absl::Status again = store_->RetractDocument(kNever, {}, id, "twice").status();
  EXPECT_EQ(again.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(again), common::v1::ERROR_REASON_ALREADY_RETRACTED);

  const IngestResult restored = Ingest(made);
  EXPECT_EQ(restored.outcome, IngestOutcome::kRestored);
  EXPECT_EQ(restored.factor_count, 2);
  EXPECT_EQ(restored.event_count, 1);
  const auto after = ActiveFactors();
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_EQ(after[i].SerializeAsString(), before[i].SerializeAsString());
  }
  EXPECT_EQ(FactorChangesAfter(last_.revision - 1).size(), 2u);
}

TEST_P(FactorStoreTest, AFactorRetractedAloneStaysSoWhenItsDocumentReturns) {
  const NewDocument made = MakeDocument("text", "2023-10-02", "Agency", MakeSignature(7));
  Ingest(made);
  const std::string factor = IdOf(made.factors[0].name());
  auto retracted = store_->RetractFactor(kNever, {}, "leader-0", factor, "misread");
  ASSERT_TRUE(retracted.ok()) << retracted.status();
  EXPECT_EQ(retracted->response.factor().state(), pb::STATE_RETRACTED);
  EXPECT_EQ(ReasonOf(store_->RetractFactor(kNever, {}, "leader-0", factor, "twice").status()),
            common::v1::ERROR_REASON_ALREADY_RETRACTED);
  EXPECT_EQ(Ingest(made).factor_count, 1);

  auto document = store_->RetractDocument(kNever, {}, IdOf(made.document.name()), "why");
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(document->response.retracted_factor_count(), 1);
  EXPECT_EQ(Ingest(made).outcome, IngestOutcome::kRestored);
  ASSERT_EQ(ActiveFactors().size(), 1u);
  EXPECT_EQ(ActiveFactors()[0].name(), made.factors[1].name());
}

TEST_P(FactorStoreTest, RequestIdGivesTheFirstAnswerAgain) {
  const NewDocument made = MakeDocument("text", "2023-10-02", "Agency", MakeSignature(7));
  Ingest(made);
  const std::string id = IdOf(made.document.name());
  const sql::RequestKey key{"123e4567-e89b-42d3-a456-426614174000", "RetractDocument/1"};
  auto first = store_->RetractDocument(kNever, key, id, "why");
  auto second = store_->RetractDocument(kNever, key, id, "why");
  ASSERT_TRUE(first.ok() && second.ok()) << second.status();
  EXPECT_EQ(second->response.SerializeAsString(), first->response.SerializeAsString());
  EXPECT_EQ(second->commit.revision, first->commit.revision);
  EXPECT_EQ(ReasonOf(store_->RetractDocument(kNever, {"x", "f"}, id, "why").status()),
            common::v1::ERROR_REASON_INVALID_REQUEST_ID);
  EXPECT_EQ(
      ReasonOf(store_->RetractDocument(kNever, {key.request_id, "other"}, id, "why").status()),
      common::v1::ERROR_REASON_REQUEST_ID_REUSED);
}

TEST_P(FactorStoreTest, PagesCoverAllOnceNewestFirst) {
  for (int i = 0; i < 7; ++i) {
    Ingest(MakeDocument(absl::StrCat("text ", i), "2023-10-02", i % 2 == 0 ? "Even" : "Odd",
                        MakeSignature(0), 3));
    if (i % 3 == 0) clock_.Advance(absl::Seconds(1));
  }
  for (int page_size : {1, 2, 5, 7, 100}) {
    ListQuery query;
    query.page_size = page_size;
    std::vector<std::string> names;
    std::int64_t last_time = std::numeric_limits<std::int64_t>::max();
    do {
      auto page = store_->ListDocuments(kNever, query);
      ASSERT_TRUE(page.ok()) << page.status();
      EXPECT_LE(page->items.size(), static_cast<std::size_t>(page_size));
      for (const pb::Document& document : page->items) {
        names.push_back(document.name());
        EXPECT_LE(document.ingest_time().seconds(), last_time);
        last_time = document.ingest_time().seconds();
        EXPECT_EQ(document.content(), "");
        EXPECT_EQ(document.text(), "");
      }
      query.after = page->next;
    } while (query.after.has_value());
    EXPECT_EQ(names.size(), 7u);
    EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), 7u);
  }
  ListQuery query;
  query.equals = {{"publisher", std::string("Odd")}};
  EXPECT_EQ(store_->ListDocuments(kNever, query)->items.size(), 3u);
  query.equals = {{"leader", std::string("leader-2")}, {"active", std::int64_t{1}}};
  EXPECT_EQ(store_->ListFactors(kNever, query)->items.size(), 7u);
  query.equals = {{"type", std::int64_t{common::v1::EVENT_TYPE_AID}}};
  EXPECT_EQ(store_->ListEvents(kNever, query)->items.size(), 7u);
}

TEST_P(FactorStoreTest, WritersSideBySideLoseNothing) {
  constexpr int kThreads = 4;
  constexpr int kEach = 10;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        // All nearly repeat each other, and each is written by two threads.
        const NewDocument made = MakeDocument(absl::StrCat("text ", t / 2, " ", i), "2023-10-02",
                                              "Agency", MakeSignature(0xff), 1);
        const NewDocument* entry = &made;
        auto ingested = store_->Ingest(kNever, absl::MakeConstSpan(&entry, 1));
        EXPECT_TRUE(ingested.ok()) << ingested.status();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ActiveFactors().size(), static_cast<std::size_t>(kThreads / 2 * kEach));
}

TEST_P(FactorStoreTest, TakesOverAStoreOfTheFirstSchema) {
  testing::TestStore old(GetParam());
  sql::MigrationSet first = FactorMigrations();
  first.migrations.resize(1);
  sql::DatabaseOptions options;
  options.connection_string = old.connection_string();
  options.clock = &clock_;
  options.migrations = {first};
  const NewDocument made = MakeDocument("text", "2023-10-02", "Agency", MakeSignature(7));
  const std::string id = IdOf(made.document.name());
  {
    auto database = sql::Database::Open(options);
    ASSERT_TRUE(database.ok()) << database.status();
    pb::Document document = made.document;
    document.clear_content();
    auto written = (*database)->Write(kNever, [&](sql::WriteTransaction& transaction) {
      return transaction
          .Execute("insert",
                   "INSERT INTO documents (id, source_key, date, publisher, ingest_us, "
                   "fingerprint, active, parent_id, source_publisher, payload) VALUES (:id, "
                   "'key', '2023-10-02', 'Agency', 1, 5, 1, '', 'Agency', :payload)",
                   {{"id", id}, {"payload", sql::Bytes{document.SerializeAsString()}}})
          .status();
    });
    ASSERT_TRUE(written.ok()) << written.status();
  }
  FactorStoreOptions store_options;
  store_options.connection_string = old.connection_string();
  store_options.clock = &clock_;
  auto store = FactorStore::Open(store_options);
  ASSERT_TRUE(store.ok()) << store.status();
  // It stays as it is, and is nobody's copy.
  const NewDocument copy = MakeDocument("copy", "2023-10-03", "Paper", MakeSignature(7));
  const NewDocument* entry = &copy;
  auto ingested = (*store)->Ingest(kNever, absl::MakeConstSpan(&entry, 1));
  ASSERT_TRUE(ingested.ok()) << ingested.status();
  EXPECT_EQ(ingested->results[0].near_duplicate_of, "");
  EXPECT_TRUE((*store)->RetractDocument(kNever, {}, id, "a test's wish").ok());
}

TEST_P(FactorStoreTest, RefusesAnImpossibleResemblance) {
  FactorStoreOptions options;
  options.connection_string = database_.connection_string();
  options.clock = &clock_;
  options.near_duplicate_resemblance = 0;
  EXPECT_EQ(FactorStore::Open(options).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace isotherm::factor_analysis

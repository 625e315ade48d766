// The `isotherm` binary as people and programs run it: what it prints and how it ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/integration/harness.h"

namespace isotherm::integration {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Json = nlohmann::json;

struct Finished {
  int code = -1;
  std::string out;
  std::string err;
};

class CliTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    suite_ = Suite::Start().release();
    Ingest(suite_->client(), Samples());
  }
  static void TearDownTestSuite() { delete suite_; }

  // Runs `isotherm ARGUMENTS` against the suite, through a shell for its quoting.
  Finished Run(const std::string& arguments) {
    return RunAt(arguments,
                 absl::StrCat("--profile ", suite_->targets().profile, " --factor ",
                              suite_->targets().factor, " --scoring ", suite_->targets().scoring));
  }
  Finished RunAt(const std::string& arguments, const std::string& targets) {
    const std::string out = folder_.File("out");
    const std::string err = folder_.File("err");
    const std::string command = absl::StrCat("cd ", SourceDir(), " && ", Binary("isotherm"), " ",
                                             targets, " ", arguments, " >", out, " 2>", err);
    const int status = std::system(command.c_str());
    return {WEXITSTATUS(status), ReadWholeFile(out), ReadWholeFile(err)};
  }

  static Suite* suite_;
  testing::TempDir folder_;
};

Suite* CliTest::suite_ = nullptr;

TEST_F(CliTest, HelpListsEveryCommand) {
  const Finished help = Run("--help");
  EXPECT_EQ(help.code, 0);
  for (const char* command :
       {"up", "analyze", "ingest", "import", "heat", "explain", "brief", "watch", "rank", "history",
        "retract", "eval", "train", "doctor", "Exit codes"}) {
    EXPECT_THAT(help.out, HasSubstr(command));
  }
}

TEST_F(CliTest, UsageErrorsEndWithTwo) {
  EXPECT_EQ(Run("").code, 2);
  EXPECT_EQ(Run("nonsense").code, 2);
  EXPECT_EQ(Run("heat").code, 2);
  EXPECT_EQ(Run("rank --limit 0").code, 2);
  EXPECT_EQ(Run("brief x --format yaml").code, 2);
  EXPECT_EQ(Run("heat leaders/ilham-aliyev --as-of soon").code, 2);
  EXPECT_EQ(Run("retract nonsense --reason x").code, 2);
}

TEST_F(CliTest, LeadersAreFoundByIdAndByName) {
  for (const char* name : {"leaders/emmanuel-macron", "emmanuel-macron", "Macron",
                           "'Emmanuel Macron'", "actors/emmanuel-macron"}) {
    const Finished heat = Run(absl::StrCat("heat ", name, " --json"));
    ASSERT_EQ(heat.code, 0) << name << ": " << heat.err;
    const Json json = Json::parse(heat.out);
    ASSERT_EQ(json.size(), 1u);
    EXPECT_EQ(json[0].at("leader"), "leaders/emmanuel-macron") << name;
    EXPECT_TRUE(json[0].at("score").is_number());
  }
}

TEST_F(CliTest, UnknownLeadersEndWithThree) {
  const Finished unknown = Run("heat 'Nobody Atall'");
  EXPECT_EQ(unknown.code, 3);
  EXPECT_THAT(unknown.err, HasSubstr("nobody is known as"));
  const Finished unread = Run("brief leaders/george-w-bush");
  EXPECT_EQ(unread.code, 3);
  EXPECT_THAT(unread.err, HasSubstr("has no reading"));
  // One of several: the others are shown.
  const Finished some = Run("heat Macron leaders/nobody");
  EXPECT_EQ(some.code, 1);
  EXPECT_THAT(some.out, HasSubstr("Emmanuel Macron"));
}

TEST_F(CliTest, UnreachableServersEndWithFour) {
  const Finished lost = RunAt("rank", "--scoring 127.0.0.1:1");
  EXPECT_EQ(lost.code, 4);
  EXPECT_THAT(lost.err, AllOf(HasSubstr("127.0.0.1:1"), HasSubstr("isotherm up")));
  const Finished json = RunAt("rank --json", "--scoring 127.0.0.1:1");
  EXPECT_EQ(Json::parse(json.err).at("error").at("code"), "UNAVAILABLE");
}

TEST_F(CliTest, RanksByScore) {
  const Finished rank = Run("rank --json --limit 5");
  ASSERT_EQ(rank.code, 0) << rank.err;
  const Json json = Json::parse(rank.out);
  ASSERT_EQ(json.size(), 5u);
  EXPECT_EQ(json[0].at("rank"), 1);
  for (std::size_t i = 1; i < json.size(); ++i) {
    EXPECT_GE(json[i - 1].at("score").get<double>(), json[i].at("score").get<double>());
  }
  const Finished coldest = Run("rank --coldest --limit 1 --json");
  EXPECT_LT(Json::parse(coldest.out)[0].at("score").get<double>(),
            json[0].at("score").get<double>());
  const Finished table = Run("rank --limit 5");
  for (const char* column :
       {"leader", "level", "score", "80 % interval", "trend", "coverage", "as of"}) {
    EXPECT_THAT(table.out, HasSubstr(column));
  }
}

TEST_F(CliTest, ExplanationsAddUp) {
  const Finished explain = Run("explain Macron --json");
  ASSERT_EQ(explain.code, 0) << explain.err;
  const Json json = Json::parse(explain.out);
  double sum = json.at("baseline_score").get<double>();
  for (const Json& contribution : json.at("contributions")) {
    sum += contribution.at("points").get<double>();
  }
  EXPECT_NEAR(sum, json.at("reading").at("score").get<double>(), 1e-9);
  EXPECT_THAT(Run("explain Macron").out, HasSubstr("baseline: President since 2017-05-14"));
}

TEST_F(CliTest, BriefsComeInThreeFormats) {
  const Finished text = Run("brief Macron");
  ASSERT_EQ(text.code, 0) << text.err;
  EXPECT_THAT(text.out, StartsWith("Emmanuel Macron "));
  EXPECT_THAT(text.out, HasSubstr("\nEmmanuel Macron, President of France since 14 May 2017\n"));
  EXPECT_THAT(text.out, HasSubstr("Why is Macron's heat level"));
  EXPECT_THAT(text.out, HasSubstr("What does this mean for you?"));
  EXPECT_THAT(Run("brief Macron --format markdown").out, StartsWith("# Emmanuel Macron "));
  const Json json = Json::parse(Run("brief Macron --format json").out);
  EXPECT_EQ(json.at("questions").size(), 4u);
  EXPECT_EQ(json.at("takeaways").size(), 3u);
  EXPECT_EQ(Run("brief Macron --json").out, Run("brief Macron --format json").out);
}

TEST_F(CliTest, AnalyzesFilesAndStandardInput) {
  const Finished file = Run("analyze data/samples/keir-starmer-2024-07.md --json");
  ASSERT_EQ(file.code, 0) << file.err;
  const Json json = Json::parse(file.out);
  ASSERT_FALSE(json.at("factors").empty());
  const std::string text = json.at("document").at("text");
  for (const Json& factor : json.at("factors")) {
    const Json& evidence = factor.at("evidence").at(0);
    const std::size_t begin = evidence.at("begin_offset");
    const std::size_t end = evidence.at("end_offset");
    EXPECT_EQ(text.substr(begin, end - begin), evidence.at("quote"));
  }
  const Finished piped = Run("analyze - --date 2024-07-05 <data/samples/keir-starmer-2024-07.md");
  EXPECT_EQ(piped.code, 0) << piped.err;
  EXPECT_EQ(Run("analyze no-such-file").code, 3);
  EXPECT_EQ(Run("analyze - </dev/null").code, 2);
}

TEST_F(CliTest, IngestReportsEachItemAndEndsWithOneWhenSomeFailed) {
  std::ofstream(folder_.File("feed.jsonl"))
      << R"({"text": "Donald Tusk won a vote of confidence in parliament.", "date": "2024-12-12", "publisher": "cli"})"
      << "\nno json\n"
      << R"({"text": "", "date": "2024-12-12"})"
      << "\n"
      << R"({"text": "Donald Tusk signed a budget that his coalition backed.", "date": "2024-12-13", "publisher": "cli"})"
      << "\n";
  const Finished ingest = Run("ingest --wait --json " + folder_.File("feed.jsonl"));
  EXPECT_EQ(ingest.code, 1) << ingest.err;
  std::istringstream lines(ingest.out);
  std::vector<Json> items;
  for (std::string line; std::getline(lines, line);) items.push_back(Json::parse(line));
  ASSERT_EQ(items.size(), 5u);
  EXPECT_EQ(items[0].at("outcome"), "FAILED");  // what cannot be read is told first
  EXPECT_THAT(items[0].at("file").get<std::string>(), HasSubstr("feed.jsonl:2"));
  EXPECT_EQ(items[1].at("outcome"), "INGESTED");
  EXPECT_EQ(items[2].at("error").at("reason"), "DOCUMENT_EMPTY");
  EXPECT_EQ(items[3].at("outcome"), "INGESTED");
  const Json summary = items[4].at("summary");
  EXPECT_EQ(summary.at("ingested"), 2);
  EXPECT_EQ(summary.at("failed"), 2);
  // The token makes the next read see it.
  const Finished heat = Run(absl::StrCat("heat Tusk --json --token ",
                                         summary.at("consistency_token").get<std::string>()));
  EXPECT_EQ(heat.code, 0) << heat.err;

  // And what was ingested can be taken back, once.
  const std::string document = items[1].at("document");
  EXPECT_EQ(Run("retract " + document + " --reason 'a test'").code, 0);
  EXPECT_EQ(Run("retract " + document + " --reason 'a test'").code, 5);
  EXPECT_EQ(Run("retract documents/unknown --reason 'a test'").code, 3);
}

TEST_F(CliTest, ADocumentThatIsTooLargeCostsItselfAlone) {
  std::filesystem::create_directory(folder_.File("documents"));
  std::ofstream(folder_.File("documents/a.txt")) << std::string(50u << 20, 'a');
  std::ofstream(folder_.File("documents/b.txt")) << "Olaf Scholz lost a vote of confidence.";
  const Finished ingest =
      Run("ingest --date 2024-12-16 --publisher large " + folder_.File("documents"));
  EXPECT_EQ(ingest.code, 1);
  EXPECT_THAT(ingest.err, HasSubstr("52428800 bytes"));
  EXPECT_THAT(ingest.err, HasSubstr("1 ingested"));
}

TEST_F(CliTest, WatchPrintsLinesAndEndsInTime) {
  const Finished lines = Run("watch Macron --seconds 1");
  EXPECT_EQ(lines.code, 0) << lines.err;
  EXPECT_THAT(lines.out, HasSubstr("Emmanuel Macron"));
  const Finished json = Run("watch --seconds 1 --json");
  std::istringstream steps(json.out);
  std::size_t upserts = 0;
  for (std::string line; std::getline(steps, line);) {
    const Json step = Json::parse(line);
    EXPECT_FALSE(step.at("resume_token").get<std::string>().empty());
    if (step.at("type") == "upsert") ++upserts;
    if (step.at("type") != "snapshot_complete") continue;
    EXPECT_EQ(step.at("resource_count").get<std::size_t>(), upserts);
    EXPECT_GT(upserts, 8u);
    return;
  }
  FAIL() << "the snapshot does not end: " << json.out;
}

TEST_F(CliTest, HistoryListsNewestFirst) {
  const Finished history = Run("history Macron --json");
  ASSERT_EQ(history.code, 0) << history.err;
  const Json json = Json::parse(history.out);
  ASSERT_FALSE(json.empty());
  for (std::size_t i = 1; i < json.size(); ++i) {
    EXPECT_GT(json[i - 1].at("revision").get<std::int64_t>(),
              json[i].at("revision").get<std::int64_t>());
  }
}

TEST_F(CliTest, ImportsActors) {
  std::ofstream(folder_.File("actors.jsonl"))
      << R"({"id":"testland","kind":"STATE","display_name":"Testland","country_code":"TST","aliases":[],"demonyms":["Testlander"],"capital":"Testville","metonyms":[]})"
      << "\nno json\n";
  const Finished import = Run("import --json " + folder_.File("actors.jsonl"));
  EXPECT_EQ(import.code, 1);
  EXPECT_THAT(import.out, HasSubstr("\"created\":1"));
  EXPECT_THAT(import.out, HasSubstr("actors.jsonl:2"));
}

TEST_F(CliTest, TheDoctorFindsTheSuiteWell) {
  const Finished well = Run("doctor --json");
  EXPECT_EQ(well.code, 0) << well.out;
  for (const Json& check : Json::parse(well.out)) EXPECT_TRUE(check.at("ok").get<bool>()) << check;
  const Finished ill = RunAt("doctor",
                             "--profile 127.0.0.1:1 --factor 127.0.0.1:1 --scoring "
                             "127.0.0.1:1");
  EXPECT_EQ(ill.code, 4);
  EXPECT_THAT(ill.out, HasSubstr("isotherm up"));
}

TEST_F(CliTest, UpServesUntilSigterm) {
  testing::ChildOptions options;
  options.command = {Binary("isotherm"),     "up",         "--free-ports", "--store-dir",
                     folder_.File("stores"), "--data-dir", SourceDir(),    "--target-file",
                     folder_.File("targets")};
  options.log_file = folder_.File("up.log");
  const auto up = testing::ChildProcess::Start(options);
  ASSERT_TRUE(up.ok()) << up.status();
  ASSERT_TRUE((*up)->WaitForLog("Serving after", absl::Seconds(60)).ok()) << (*up)->log();
  const Finished doctor = RunAt("doctor", "--target-file " + folder_.File("targets"));
  EXPECT_EQ(doctor.code, 0) << doctor.out;
  const absl::StatusOr<int> code = (*up)->Terminate(absl::Seconds(20));
  ASSERT_TRUE(code.ok()) << code.status();
  EXPECT_EQ(*code, 0) << (*up)->log();
  EXPECT_FALSE(std::filesystem::exists(folder_.File("targets")));
}

TEST_F(CliTest, EvaluatesWithoutServers) {
  const Finished calls =
      RunAt("eval calls data/train/published_calls.jsonl --json", "--scoring 127.0.0.1:1");
  ASSERT_EQ(calls.code, 0) << calls.err;
  const Json json = Json::parse(calls.out);
  for (const char* key :
       {"n", "exact", "within_one", "qwk", "rps", "trend_accuracy", "confusion"}) {
    EXPECT_TRUE(json.contains(key)) << key;
  }
  const Finished broken = Run("eval calls data/samples/README.md");
  EXPECT_EQ(broken.code, 2);
  EXPECT_THAT(broken.err, HasSubstr("line 1"));
}

TEST(DistributedScriptTest, SendsOneDocumentThroughThreeProcesses) {
  testing::TempDir folder;
  testing::ChildOptions options;
  options.command = {SourceDir() + "/scripts/run_distributed.sh",
                     std::filesystem::absolute(Binary("")).parent_path().parent_path().string()};
  options.log_file = folder.File("run.log");
  const absl::Status status = testing::RunToEnd(options, absl::Seconds(60));
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_THAT(ReadWholeFile(options.log_file), HasSubstr("isotherm:heat:keir-starmer level"));
}

TEST(DemoTest, ShowsABriefAndARankingAndEnds) {
  testing::TempDir folder;
  testing::ChildOptions options;
  options.command = {SourceDir() + "/scripts/demo.sh",
                     std::filesystem::absolute(Binary("")).parent_path().parent_path().string()};
  options.log_file = folder.File("demo.log");
  const absl::Status status = testing::RunToEnd(options, absl::Seconds(60));
  ASSERT_TRUE(status.ok()) << status;
  const std::string log = ReadWholeFile(options.log_file);
  EXPECT_THAT(log, HasSubstr("What does this mean for you?"));
  EXPECT_THAT(log, HasSubstr("Nikol Pashinyan"));
  EXPECT_THAT(log, HasSubstr("16 ingested, 0 known already, 0 restored, 0 failed"));
}

}  // namespace
}  // namespace isotherm::integration

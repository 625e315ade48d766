// Runs every command of docs/api.md against a real suite.
//
// A block ```sh is one script. Comments before it say what must come of it: `expect:` a text in its
// output (the script succeeds), `expect-error:` a text in what it says while it fails. Functions of
// earlier blocks stay known.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/common/testing/redis_server.h"
#include "tests/integration/harness.h"

namespace isotherm::integration {
namespace {

using ::testing::HasSubstr;

struct Example {
  int line = 0;
  std::string script;
  std::vector<std::string> expected;
  bool fails = false;
};

std::string After(const std::string& line, const std::string& key) {
  const std::size_t begin = line.find(key) + key.size();
  return line.substr(begin, line.rfind(" -->") - begin);
}

std::vector<Example> ReadExamples(const std::string& markdown) {
  std::vector<Example> examples;
  std::istringstream lines(markdown);
  Example next;
  bool inside = false;
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (inside && line == "```") {
      inside = false;
      examples.push_back(std::move(next));
      next = Example();
    } else if (inside) {
      absl::StrAppend(&next.script, line, "\n");
    } else if (line == "```sh") {
      inside = true;
      next.line = number;
    } else if (absl::StartsWith(line, "<!-- expect: ")) {
      next.expected.push_back(After(line, "<!-- expect: "));
    } else if (absl::StartsWith(line, "<!-- expect-error: ")) {
      next.expected.push_back(After(line, "<!-- expect-error: "));
      next.fails = true;
    }
  }
  return examples;
}

std::string PortOf(const std::string& target) { return target.substr(target.rfind(':') + 1); }

bool HasBuf() {
  return std::filesystem::exists(SourceDir() + "/.cache/buf/node_modules/.bin/buf") ||
         std::system("command -v buf >/dev/null") == 0;
}

TEST(ApiExamplesTest, EveryCommandOfThePageWorks) {
  ASSERT_TRUE(HasBuf()) << "buf is not installed; run scripts/install_packages.sh test";
  const auto redis = testing::RedisServer::StartOrDie();
  Suite::Options options;
  options.redis = redis->address();
  const auto suite = Suite::Start(options);
  ASSERT_NE(suite, nullptr);
  testing::TempDir folder;
  ASSERT_TRUE(cli::WriteTargetFile(folder.File("targets"), suite->targets()).ok());

  std::string known = "set -euo pipefail\n";
  const std::vector<Example> examples = ReadExamples(ReadWholeFile(SourceDir() + "/docs/api.md"));
  ASSERT_GT(examples.size(), 15u);
  for (const Example& example : examples) {
    SCOPED_TRACE(absl::StrCat("docs/api.md:", example.line, "\n", example.script));
    const std::string script = absl::StrReplaceAll(
        known + example.script, {{"127.0.0.1:7103", suite->targets().scoring},
                                 {"call 7101", "call " + PortOf(suite->targets().profile)},
                                 {"call 7102", "call " + PortOf(suite->targets().factor)},
                                 {"call 7103", "call " + PortOf(suite->targets().scoring)},
                                 {"-p 6379", absl::StrCat("-p ", redis->port())}});
    std::ofstream(folder.File("script")) << script;
    const std::string log = folder.File("log");
    const std::string command = absl::StrCat(
        "cd '", SourceDir(), "' && PATH=\"$PWD/.cache/buf/node_modules/.bin:",
        std::filesystem::absolute(Binary("")).string(), ":$PATH\" ISOTHERM_TARGET_FILE='",
        folder.File("targets"), "' bash '", folder.File("script"), "' >'", log, "' 2>&1");
    const int status = std::system(command.c_str());
    const std::string output = ReadWholeFile(log);
    EXPECT_EQ(status != 0, example.fails) << output;
    for (const std::string& text : example.expected) EXPECT_THAT(output, HasSubstr(text));
    // A block that only defines something is known to those after it.
    if (example.expected.empty()) known += example.script;
  }
}

}  // namespace
}  // namespace isotherm::integration

// Runs every command of README.md and docs/ against a real suite (examples.h says how they are
// marked), and follows every link between the pages.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <regex>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/common/testing/redis_server.h"
#include "tests/docs/examples.h"
#include "tests/integration/harness.h"

namespace isotherm::documentation {
namespace {

namespace fs = std::filesystem;
using integration::Binary;
using integration::ReadWholeFile;
using integration::SourceDir;
using integration::Suite;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Relative to the source tree: README.md, SECURITY.md and every page under docs/.
std::vector<std::string> Pages() {
  std::vector<std::string> pages = {"README.md", "SECURITY.md"};
  for (const auto& entry : fs::recursive_directory_iterator(SourceDir() + "/docs")) {
    if (entry.path().extension() == ".md") {
      pages.push_back(fs::relative(entry.path(), SourceDir()).string());
    }
  }
  std::sort(pages.begin(), pages.end());
  return pages;
}

std::string PortOf(const std::string& target) { return target.substr(target.rfind(':') + 1); }

bool HasBuf() {
  return fs::exists(SourceDir() + "/.cache/buf/node_modules/.bin/buf") ||
         std::system("command -v buf >/dev/null") == 0;
}

// Runs the examples of one page in turn, on a suite and a Redis of their own.
class Runner {
 public:
  explicit Runner(std::string page)
      : page_(std::move(page)), redis_(isotherm::testing::RedisServer::StartOrDie()) {
    Suite::Options options;
    options.redis = redis_->address();
    suite_ = Suite::Start(options);
    if (suite_ == nullptr) return;  // the harness has said why
    EXPECT_TRUE(cli::WriteTargetFile(folder_.File("targets"), suite_->targets()).ok());
  }

  bool ready() const { return suite_ != nullptr; }

  void Run(const Example& example) {
    SCOPED_TRACE(absl::StrCat(page_, ":", example.line, "\n", example.script));
    std::ofstream(folder_.File("script")) << AtTheSuite(known_ + example.script);
    const int status = std::system(Command().c_str());
    const std::string output = ReadWholeFile(folder_.File("log"));
    EXPECT_EQ(status != 0, example.fails) << output;
    for (const std::string& text : example.expected) EXPECT_THAT(output, HasSubstr(text));
    // A block that only defines something is known to those after it.
    if (example.expected.empty()) known_ += example.script;
  }

 private:
  // The pages name the default ports.
  std::string AtTheSuite(const std::string& script) const {
    return absl::StrReplaceAll(script, {{"127.0.0.1:7103", suite_->targets().scoring},
                                        {"call 7101", "call " + PortOf(suite_->targets().profile)},
                                        {"call 7102", "call " + PortOf(suite_->targets().factor)},
                                        {"call 7103", "call " + PortOf(suite_->targets().scoring)},
                                        {"-p 6379", absl::StrCat("-p ", redis_->port())}});
  }

  std::string Command() const {
    return absl::StrCat("cd '", SourceDir(), "' && PATH=\"$PWD/.cache/buf/node_modules/.bin:",
                        fs::absolute(Binary("")).string(), ":$PATH\" ISOTHERM_TARGET_FILE='",
                        folder_.File("targets"), "' bash '", folder_.File("script"), "' >'",
                        folder_.File("log"), "' 2>&1");
  }

  const std::string page_;
  const std::unique_ptr<isotherm::testing::RedisServer> redis_;
  std::unique_ptr<Suite> suite_;
  isotherm::testing::TempDir folder_;
  std::string known_ = "set -euo pipefail\n";
};

class PageTest : public ::testing::TestWithParam<std::string> {};

TEST_P(PageTest, EveryCommandWorks) {
  const Page page = ReadPage(ReadWholeFile(SourceDir() + "/" + GetParam()));
  EXPECT_THAT(page.faults, IsEmpty());
  const auto is_run = [](const Example& example) { return example.not_run.empty(); };
  if (std::none_of(page.examples.begin(), page.examples.end(), is_run)) return;
  ASSERT_TRUE(HasBuf()) << "buf is not installed; run scripts/install_packages.sh test";
  Runner runner(GetParam());
  ASSERT_TRUE(runner.ready());
  for (const Example& example : page.examples) {
    if (is_run(example)) runner.Run(example);
  }
}

TEST_P(PageTest, EveryLinkLeadsSomewhere) {
  const std::string markdown = ReadWholeFile(SourceDir() + "/" + GetParam());
  const fs::path folder = fs::path(SourceDir() + "/" + GetParam()).parent_path();
  static const std::regex kLink(R"(\]\(([^)#\s]+)(#[^)]*)?\))");
  for (std::sregex_iterator link(markdown.begin(), markdown.end(), kLink), end; link != end;
       ++link) {
    const std::string target = (*link)[1];
    if (target.starts_with("https://")) continue;
    EXPECT_TRUE(fs::exists(folder / target)) << GetParam() << " links to " << target;
  }
}

std::string TestName(const ::testing::TestParamInfo<std::string>& page) {
  std::string name = page.param;
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Documentation, PageTest, ::testing::ValuesIn(Pages()), TestName);

// The two pages that people start from hold what they are for.
TEST(DocumentationTest, TheReadmeAndTheApiShowCommandsThatRun) {
  const auto count = [](const std::string& page) {
    int run = 0;
    for (const Example& example : ReadPage(ReadWholeFile(SourceDir() + "/" + page)).examples) {
      run += example.not_run.empty() ? 1 : 0;
    }
    return run;
  };
  EXPECT_GE(count("README.md"), 8);
  EXPECT_GE(count("docs/api.md"), 15);
}

TEST(DocumentationTest, EveryTargetOfTheMakefileIsExplained) {
  const std::string makefile = ReadWholeFile(SourceDir() + "/Makefile");
  static const std::regex kPhony(R"(\.PHONY: ([a-z-]+)\n([^\n]*))");
  int targets = 0;
  for (std::sregex_iterator target(makefile.begin(), makefile.end(), kPhony), end; target != end;
       ++target) {
    const std::string name = (*target)[1];
    if (name == "setup" || name == "configure") continue;  // what the others need
    ++targets;
    EXPECT_TRUE(std::regex_search(std::string((*target)[2]), std::regex("^" + name + ":.* ## .+")))
        << "make help does not list " << name;
  }
  EXPECT_GE(targets, 10);
}

}  // namespace
}  // namespace isotherm::documentation

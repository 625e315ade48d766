// Lays out the image's root file system and runs every binary inside it as the image's user: what a
// container would do, without a container engine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace isotherm {
namespace {

constexpr uid_t kImageUser = 65532;

std::filesystem::path MakeRoot() {
  std::string pattern = (std::filesystem::temp_directory_path() / "isotherm-image-XXXXXX").string();
  return mkdtemp(pattern.data());
}

// Runs `binary --help` under chroot as the image's user and returns its exit code.
int RunInside(const std::filesystem::path& root, const std::string& binary) {
  const pid_t child = fork();
  if (child == 0) {
    if (chroot(root.c_str()) != 0 || chdir("/") != 0 || setgid(kImageUser) != 0 ||
        setuid(kImageUser) != 0 || freopen("/tmp/out", "w", stdout) == nullptr) {
      _exit(120);
    }
    std::array<char*, 3> arguments = {const_cast<char*>(binary.c_str()),
                                      const_cast<char*>("--help"), nullptr};
    execv(binary.c_str(), arguments.data());
    _exit(121);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(RuntimeImageTest, EveryBinaryRunsInsideAsItsUser) {
  if (getuid() != 0) GTEST_SKIP() << "chroot needs root";
  const std::filesystem::path root = MakeRoot();
  const std::string command = std::string(getenv("ISOTHERM_SOURCE_DIR")) +
                              "/deploy/collect_runtime.sh " + getenv("ISOTHERM_BINARY_DIR") + " " +
                              root.string();
  ASSERT_EQ(std::system(command.c_str()), 0);
  std::filesystem::permissions(root, std::filesystem::perms(0755));
  for (const char* binary :
       {"isotherm", "isotherm-profile", "isotherm-factor-analysis", "isotherm-scoring"}) {
    EXPECT_EQ(RunInside(root, std::string("/usr/bin/") + binary), 0) << binary;
    std::filesystem::remove(root / "tmp/out");
  }
  EXPECT_TRUE(std::filesystem::exists(root / "usr/share/isotherm/data/atlas/states.jsonl"));
  EXPECT_FALSE(std::filesystem::exists(root / "bin/sh"));
  std::filesystem::remove_all(root);
}

}  // namespace
}  // namespace isotherm

#include <cstdio>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "cli/client/suite_client.h"

namespace isotherm::cli {

absl::StatusOr<Targets> ReadTargetFile(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    return absl::NotFoundError(
        absl::StrCat(path, " cannot be read; `isotherm up --target-file ", path, "` writes it"));
  }
  Targets targets;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ":", number, ": expected a line such as profile=127.0.0.1:7101"));
    }
    const std::string key = line.substr(0, equals);
    const std::string value = line.substr(equals + 1);
    if (key == "profile") targets.profile = value;
    if (key == "factor") targets.factor = value;
    if (key == "scoring") targets.scoring = value;
  }
  return targets;
}

absl::Status WriteTargetFile(const std::string& path, const Targets& targets) {
  const std::string temporary = path + ".part";
  std::ofstream file(temporary, std::ios::trunc);
  file << "profile=" << targets.profile << "\nfactor=" << targets.factor
       << "\nscoring=" << targets.scoring << "\n";
  file.close();
  if (!file || std::rename(temporary.c_str(), path.c_str()) != 0) {
    return absl::InternalError(absl::StrCat(path, " cannot be written; is its folder there?"));
  }
  return absl::OkStatus();
}

}  // namespace isotherm::cli

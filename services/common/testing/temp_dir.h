// A folder of its own for a test, removed with all it holds when the object goes.
//
// Thread-safety: immutable. Errors: ends the process with a message, for a test cannot go on.
#pragma once

#include <string>
#include <string_view>

namespace isotherm::testing {

class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::string& path() const { return path_; }
  std::string File(std::string_view name) const;

 private:
  std::string path_;
};

}  // namespace isotherm::testing

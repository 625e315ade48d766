// The whole suite in one process: three servers on SQLite files, for `up`, the demo and tests.
//
// Purpose: the servers are the very objects that the three binaries run; only the process is
// shared. They talk over gRPC inside the process and are reached from outside on TCP ports.
// Lifetime: Start runs everything, Stop (or the destructor) ends it, followers before what they
// follow. Thread-safety: belongs to its owner; targets() from any thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/client/suite_client.h"

namespace isotherm::cli {

struct SuiteOptions {
  std::string store_dir;       // folder of the SQLite files; made when it is missing
  std::string data_dir = ".";  // holds data/ and models/
  std::string host = "127.0.0.1";
  int profile_port = 0;  // 0 = a free one
  int factor_port = 0;
  int scoring_port = 0;
  std::string redis;          // host:port; empty = the cache in this process
  std::string as_of = "now";  // or "latest-evidence"
  int worker_threads = 2;     // for blocking work, each server
  // Runs when the profile service serves and the others have not started: what it imports is there
  // from their first moment. May be empty.
  std::function<absl::Status(const Targets&)> when_profile_serves;
};

class EmbeddedSuite {
 public:
  // Errors name the server, and the file, port or folder that is at fault.
  static absl::StatusOr<std::unique_ptr<EmbeddedSuite>> Start(const SuiteOptions& options);
  ~EmbeddedSuite();

  // Where the servers listen. They may still be catching up: SuiteClient::WaitUntilServing.
  const Targets& targets() const { return targets_; }

  // Idempotent.
  void Stop();

 private:
  struct Servers;
  EmbeddedSuite();

  Targets targets_;
  std::unique_ptr<Servers> servers_;
};

}  // namespace isotherm::cli

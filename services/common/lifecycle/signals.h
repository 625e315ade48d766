// Waits for the signals that stop a server.
//
// Call Block() at the start of main, before any thread is made, so that no thread takes the
// signals; then Wait() from one thread. Async-signal-safety is not needed anywhere: nothing runs in
// handlers.
#pragma once

#include <string>

namespace isotherm::lifecycle {

// Blocks SIGINT and SIGTERM for this thread and those it starts; ignores SIGPIPE.
void BlockStopSignals();

// Returns the signal's name when SIGINT or SIGTERM comes. After it returns, a second such signal
// ends the process at once with exit code 130.
std::string WaitForStopSignal();

}  // namespace isotherm::lifecycle

#include "services/common/lifecycle/signals.h"

#include <csignal>
#include <cstdlib>
#include <thread>

namespace isotherm::lifecycle {
namespace {

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

}  // namespace

void BlockStopSignals() {
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

std::string WaitForStopSignal() {
  const sigset_t signals = StopSignals();
  int signal = 0;
  sigwait(&signals, &signal);
  std::thread([signals] {
    int second = 0;
    sigwait(&signals, &second);
    std::_Exit(130);
  }).detach();
  return signal == SIGINT ? "SIGINT" : "SIGTERM";
}

}  // namespace isotherm::lifecycle

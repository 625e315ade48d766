// A TCP port on the loopback that nobody uses at this moment.
//
// For programs that cannot bind port 0 and tell. Another program may take the port before it is
// used: start again on failure to bind. Thread-safety: safe. Errors: ends the process with a
// message.
#pragma once

namespace isotherm::testing {

int FreePort();

}  // namespace isotherm::testing

#include "services/common/testing/free_port.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace isotherm::testing {

int FreePort() {
  const int socket_fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (socket_fd < 0 || bind(socket_fd, generic, size) != 0 ||
      getsockname(socket_fd, generic, &size) != 0) {
    std::fprintf(stderr, "cannot find a free port: %s\n", std::strerror(errno));
    std::abort();
  }
  close(socket_fd);
  return ntohs(address.sin_port);
}

}  // namespace isotherm::testing
